/**
 * The row operations that the function sends, by the service's names. The client can send no other; the bundle keeps the
 * messages of these, and the role's policy in template.yml allows these (`test/build/template.test.ts`).
 */
export const operations = [
  'GetRow',
  'PutRow',
  'UpdateRow',
  'DeleteRow',
  'GetRange',
  'BatchGetRow',
  'BatchWriteRow',
] as const;

export type Operation = (typeof operations)[number];
