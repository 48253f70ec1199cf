import { Server } from '@webserverless/fc-express';
import { ApiGatewayProxy } from '@webserverless/fc-express/lib/api-gateway-proxy';
import { HttpTriggerProxy } from '@webserverless/fc-express/lib/http-trigger-proxy';
import type { ApiGatewayContext, HttpTriggerContext } from '@webserverless/fc-express/lib/proxy-protocol';
import type { IncomingHttpHeaders, IncomingMessage } from 'http';
import { readTriggerBody } from './body';
import { eventAnswer, gatewayCall, httpEventCall, isHttpEvent, parseEvent } from './events';
import { isSecure, requestHeaders } from './headers';
import type { RequestListener } from './inject';
import { triggerTarget } from './target';
import { type Answer, BadCallError, type Call, type EventCallback, type FcContext } from './types';

/** Has a call served by the app and hands over exactly one answer, whatever happens. Rejections of `call` are 400. */
export type Serve = (call: Promise<Call>, context: FcContext, answer: (answer: Answer) => void) => void;

/**
 * fc-express's Server, its proxies replaced by ones that call the app in this process. Its own go through an HTTP server
 * on a unix socket and bodies made of text, which corrupts bytes, can hang the first call and can answer twice.
 */
export class InProcessServer extends Server {
  constructor(app: RequestListener, serve: Serve) {
    super(app);
    this.httpTriggerProxy = new InProcessHttpTriggerProxy(this, serve);
    this.apiGatewayProxy = new InProcessEventProxy(this, serve);
  }

  /** Answers an API Gateway event or an HTTP event of Function Compute 3.0; the callback gets an error for any other. */
  override proxy(event: Buffer, context: FcContext, callback: EventCallback): void {
    let parsed: unknown;
    try {
      parsed = parseEvent(event);
    } catch (error) {
      if (!(error instanceof BadCallError)) {
        callback(error as Error);
        return;
      }
      parsed = error;
    }
    this.apiGatewayProxy.handle({ event: parsed, context, callback: callback as ApiGatewayContext['callback'] });
  }
}

class InProcessHttpTriggerProxy extends HttpTriggerProxy {
  constructor(
    server: Server,
    private readonly serve: Serve,
  ) {
    super(server);
  }

  override handle({ request, response, context }: HttpTriggerContext): void {
    const call = readTriggerBody(request).then((body): Call => {
      const headers = requestHeaders(request.headers, body, ', ');
      return {
        method: String(request.method).toUpperCase(),
        ...triggerTarget(request),
        headers,
        body,
        clientAddress: request.clientIP,
        secure: isSecure(headers),
      };
    });
    this.serve(call, context, ({ status, headers, body }) => {
      response.setStatusCode(status);
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      response.send(body);
    });
  }
}

class InProcessEventProxy extends ApiGatewayProxy {
  constructor(
    server: Server,
    private readonly serve: Serve,
  ) {
    super(server);
  }

  override handle({ event, context, callback }: ApiGatewayContext): void {
    this.serve(this.read(event), context, (answer) => callback(undefined, eventAnswer(answer, this.flatten(answer))));
  }

  private async read(event: unknown): Promise<Call> {
    if (event instanceof BadCallError) throw event;
    const known = event as ReturnType<typeof parseEvent>;
    try {
      return isHttpEvent(known) ? httpEventCall(known) : gatewayCall(known);
    } catch (error) {
      throw error instanceof TypeError ? new BadCallError(`a field of the event is of the wrong type`) : error;
    }
  }

  /** One text a name. fc-express's own trick lets several cookies through: `set-cookie` in as many mixtures of case. */
  private flatten(answer: Answer): Record<string, string> {
    const headers: IncomingHttpHeaders = {};
    for (const [name, value] of Object.entries(answer.headers)) {
      headers[name] = Array.isArray(value) && name !== 'set-cookie' ? value.join(', ') : value;
    }
    return this.getResponseHeaders({ headers } as IncomingMessage) as Record<string, string>;
  }
}
