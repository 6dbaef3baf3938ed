// Loaded into every test process, and with `node --import` into every process that a test starts: nothing may leave
// the machine. A refused attempt fails in the code under test, and is written to the file named in
// SWITCHBOARD_NETWORK_LOG, so that the test fails too when that code swallows the error.
// Plain JavaScript, because `--import` has to work without a build.
import { appendFileSync } from "node:fs";
import dgram from "node:dgram";
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

const allowedHost = mysqlHost(process.env["SWITCHBOARD_TEST_MYSQL_URL"]);

/** Names that the standard keeps from ever existing (RFC 6761): answered at once, as a resolver would. */
const neverThere = /(^|\.)invalid\.?$/i;

const socketConnect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function connect(...args) {
  const options = connectOptions(args);
  if (options.path !== undefined) return socketConnect.apply(this, args);
  const host = options.host ?? "localhost";
  if (staysHere(host) || neverThere.test(host)) return socketConnect.apply(this, args);
  if (options.lookup !== undefined && net.isIP(host) === 0) {
    // Whoever brings a lookup of their own (a guarded fetch does) may point a name at this machine.
    const guarded = { ...options, lookup: guardLookup(options.lookup) };
    if (Array.isArray(args[0])) args[0][0] = guarded;
    else args[0] = guarded;
    return socketConnect.apply(this, args);
  }
  const error = refuse(`a connection to ${host}:${options.port}`);
  process.nextTick(() => this.destroy(error));
  return this;
};

const lookup = dns.lookup;
dns.lookup = guardLookup(lookup);
dns.promises.lookup = guardPromise(dns.promises.lookup, true);
for (const name of Object.keys(dns).filter((key) => /^(resolve|reverse)/.test(key))) {
  dns[name] = refuseCallback(name);
  dns.Resolver.prototype[name] = refuseCallback(name);
  dns.promises[name] = guardPromise(dns.promises[name], false);
  dns.promises.Resolver.prototype[name] = guardPromise(dns.promises[name], false);
}

for (const name of ["send", "connect"]) {
  const method = dgram.Socket.prototype[name];
  dgram.Socket.prototype[name] = function guarded(...args) {
    const host = args.find((arg, at) => at > 0 && typeof arg === "string");
    if (host !== undefined && !staysHere(host)) throw refuse(`a datagram to ${host}`);
    return method.apply(this, args);
  };
}
syncBuiltinESMExports();

function guardLookup(original) {
  return function guarded(host, options, callback) {
    const done = callback ?? options;
    if (neverThere.test(host)) return process.nextTick(done, notFound(host));
    if (original === lookup && !staysHere(host)) {
      return process.nextTick(done, refuse(`a look-up of the name ${host}`));
    }
    const checked = (error, addresses, family) => {
      const found = Array.isArray(addresses) ? addresses.map((one) => one.address) : [addresses];
      const away = error === null ? found.find((address) => !staysHere(address)) : undefined;
      if (away === undefined) done(error, addresses, family);
      else done(refuse(`a connection to ${host} at ${away}`));
    };
    return original(host, callback === undefined ? {} : options, checked);
  };
}

function guardPromise(original, mayStay) {
  return async function guarded(host, ...others) {
    if (neverThere.test(host)) throw notFound(host);
    if (mayStay && staysHere(host)) return original.call(this, host, ...others);
    throw refuse(`a look-up of the name ${host}`);
  };
}

function refuseCallback(name) {
  return function guarded(host, ...others) {
    const error = neverThere.test(host) ? notFound(host) : refuse(`dns.${name} of ${host}`);
    process.nextTick(others.at(-1), error);
  };
}

/** `net.connect` hands its arguments on as one array; a plain call may give a port, a path or options. */
function connectOptions(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === "object" && first !== null) return first;
  if (typeof first === "string" && Number.isNaN(Number(first))) return { path: first };
  return { port: first, host: typeof second === "string" ? second : undefined };
}

function staysHere(host) {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  if (net.isIPv4(name)) return name.startsWith("127.") || name === "0.0.0.0";
  if (net.isIPv6(name)) return name === "::1" || name === "::" || name.startsWith("::ffff:127.");
  return name === "localhost" || name.endsWith(".localhost") || name === allowedHost;
}

function refuse(what) {
  const error = new Error(`Tests don't leave this machine: refused ${what}.`);
  error.code = "ERR_TEST_NETWORK";
  const log = process.env["SWITCHBOARD_NETWORK_LOG"];
  if (log !== undefined) appendFileSync(log, `${error.message}\n`);
  return error;
}

function notFound(host) {
  const error = new Error(`getaddrinfo ENOTFOUND ${host}`);
  return Object.assign(error, { code: "ENOTFOUND", syscall: "getaddrinfo", hostname: host });
}

function mysqlHost(url) {
  return url !== undefined && URL.canParse(url) ? new URL(url).hostname.toLowerCase() : undefined;
}
