// Read by Microsoft's playground before it starts: it listens on this machine only, and reaches nothing else.
const net = require("node:net");

const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (port, ...rest) {
  const where = typeof port === "number" ? { port, host: "127.0.0.1" } : port;
  return listen.call(this, where, ...rest);
};

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...given) {
  const [where] = Array.isArray(given[0]) ? given[0] : given;
  const host = where?.host ?? "localhost";
  if (/^(127\.0\.0\.1|localhost|::1)$/.test(host)) return connect.apply(this, given);
  process.nextTick(() => this.destroy(new Error(`nobody goes out to ${host} from here`)));
  return this;
};
