/** What the operations of the OpenAPI document are made of. */

export const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
export const json = (schema: object) => ({ 'application/json': { schema } });
export const parameters = (...names: string[]) => names.map((name) => ref('parameters', name));
export const headers = (...names: string[]) => Object.fromEntries(names.map((name) => [name, ref('headers', name)]));

/** An answer with a body of one of the schemas, or without a body. */
export function answer(description: string, schema?: string | object, ...headerNames: string[]): object {
  return {
    description,
    ...(headerNames.length > 0 && { headers: headers(...headerNames) }),
    ...(schema && { content: json(typeof schema === 'string' ? ref('schemas', schema) : schema) }),
  };
}

export const body = (schema: string) => ({ required: true, content: json(ref('schemas', schema)) });

/** The refusals of an operation beside those that every operation has. */
export function problems(...statuses: number[]): Record<string, object> {
  return Object.fromEntries(statuses.map((status) => [status, ref('responses', `Problem${status}`)]));
}

/** The refusals that every operation has: of reads, of writes, of writes with a body. */
export const always = problems(400, 401, 412, 503);
export const write = { ...always, ...problems(403) };
export const withBody = { ...write, ...problems(413, 415) };
