// By its bare name: the build starts a Node 12, which is led here by NODE_OPTIONS too.
const dns = require('dns');

/**
 * Names below `localhost` lead to this machine (RFC 6761), which not every resolver knows. Log Service's SDK puts the
 * project's name before the host.
 */
const { lookup } = dns;
dns.lookup = (name, ...rest) => lookup(name.endsWith('.localhost') ? '127.0.0.1' : name, ...rest);
