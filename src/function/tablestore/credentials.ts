/** Temporary keys of the function's service role, or an account's own keys. They rotate: never keep them past a call. */
export interface Credentials {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string;
}
