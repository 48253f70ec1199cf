/// <reference path="../../../../node_modules/@types/node12/index.d.ts" />

// Parts of Node 12 that its own types leave out.

declare module 'http' {
  import { EventEmitter } from 'events';
  import { Socket } from 'net';

  interface Agent extends EventEmitter {
    readonly freeSockets: { readonly [name: string]: Socket[] | undefined };
  }
}

declare namespace NodeJS {
  interface Process {
    noDeprecation?: boolean;
  }
}
