/**
 * The part of the official SDK that this project uses, typed by hand: the community typings lack agents, return contents
 * and the shape of errors.
 */
export interface Sdk {
  Client: new (config: SdkConfig) => SdkClient;
  Long: { fromNumber(value: number): SdkLong };
  Condition: new (existence: number, columnCondition: SdkFilter | null) => object;
  SingleColumnCondition: new (
    column: string,
    value: unknown,
    comparator: number,
    passIfMissing: boolean,
    latestVersionOnly: boolean,
  ) => SdkFilter;
  CompositeCondition: new (combinator: number) => SdkFilter & { addSubCondition(filter: SdkFilter): void };
  RowExistenceExpectation: { IGNORE: number; EXPECT_EXIST: number; EXPECT_NOT_EXIST: number };
  ComparatorType: { EQUAL: number; NOT_EQUAL: number };
  LogicalOperator: { AND: number };
  ReturnType: { AfterModify: number };
  Direction: { FORWARD: string; BACKWARD: string };
  INF_MIN: object;
}

export type SdkFilter = object;

/** A 64-bit integer as the SDK reads and writes it. */
export interface SdkLong {
  toNumber(): number;
}

export interface SdkConfig {
  accessKeyId: string;
  secretAccessKey: string;
  securityToken?: string | undefined;
  endpoint: string;
  instancename: string;
  maxRetries: number;
  httpOptions: { agent: unknown; timeout?: number };
}

export interface SdkClient {
  config: SdkConfig;
  setupRequestListeners(request: SdkRequest): void;
  /** Calls back with the response as `this`. */
  makeRequest(
    operation: string,
    params: object,
    callback: (this: SdkResponse | undefined, error: unknown, data: unknown) => void,
  ): SdkRequest;
}

export interface SdkRequest {
  httpRequest: { stream?: { abort(): void } };
  addListener(event: 'extractData', listener: (response: SdkResponse) => void): void;
}

export interface SdkResponse {
  error: unknown;
  httpResponse: HttpReply;
}

export interface HttpReply {
  /** Absent when no reply came. */
  statusCode?: number;
  body: Buffer;
  headers: Record<string, string | undefined>;
}

export interface SdkRow {
  primaryKey?: { name: string; value: unknown }[] | null;
  attributes?: { columnName: string; columnValue: unknown }[] | null;
}

/** Loads the SDK: the slowest module of a cold start, so only the first store call loads it. */
export function loadSdk(): Sdk {
  return require('tablestore') as Sdk;
}
