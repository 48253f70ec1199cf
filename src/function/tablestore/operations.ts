/*
 * The row operations that the function sends, by the service's names. The client can send no other; the bundle keeps the
 * messages of these, and the role's policy in template.yml allows these (`test/build/template.test.ts`).
 */

export const reads = ['GetRow', 'GetRange', 'BatchGetRow'] as const;
export const writes = ['PutRow', 'UpdateRow', 'DeleteRow', 'BatchWriteRow'] as const;
export const operations = [...reads, ...writes] as const;

export type Read = (typeof reads)[number];
export type Write = (typeof writes)[number];
export type Operation = Read | Write;
