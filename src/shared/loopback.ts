const loopbackName = /^(?:127(?:\.\d{1,3}){3}|(?:[^.]+\.)*localhost|\[::1\])$/;

/** The host name of a Host header or of an authority: lower case, without its port. */
export function hostName(host: string): string {
  return host.replace(/:\d*$/, '').toLowerCase();
}

/**
 * Whether a host name always means the machine that asks: 127.0.0.0/8, [::1], localhost and *.localhost. A server on loopback
 * that answers to other names can be read by any web page whose domain resolves to 127.0.0.1 (DNS rebinding).
 */
export function isLoopbackName(name: string): boolean {
  return loopbackName.test(name);
}
