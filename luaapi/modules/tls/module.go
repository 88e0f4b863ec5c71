// Package tls is the Lua module "tls". What it does is in luaapi/wire/secure
// and luaapi/wire/certificate; here are arguments, results and errors.
package tls

import (
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/stream"
)

const example = `local a, b = socket.socketpair()
local certificate = tls.self_signed{names = {"example.com"}}

local server = task.spawn(function()
  tls.wrap(a, {server_side = true, cert = certificate, alpn = {"echo"}})
  a:sendall(a:recv_exact(5):upper())
  a:close()
end)

tls.wrap(b, {ca = certificate, server_name = "example.com", alpn = {"echo"}})
b:sendall("hello")
print(b:recv_exact(5))                  --> HELLO
local info = tls.info(b)
print(info.version, info.alpn)          --> 1.3	echo
print(info.peer.names[1])               --> example.com
server:join()
b:close()`

const doc = `TLS over connected sockets. A wrapped socket keeps its methods: it sends and receives plain text, and timeouts, closing, half-closing and select work as on any socket. close and shutdown send close_notify. recv reads whole records from the system. dup, recvfrom with flags, sendto and MSG_OOB do not work on such sockets. Sessions are not resumed.`

// Options are the parameters of wrap and starttls.
const Options = "options?: table"

// OptionsDoc says what the options are.
const OptionsDoc = `cert is the certificate of this side: a certificate of this module, or PEM text or a file name together with key; a server needs one. ca is the authority that it trusts: a certificate of this module, PEM text or a file name; by default it trusts the system's authorities. server_name is the name that a client expects (by default the address that it has connected to). alpn lists protocols, the preferred one first. verify = false accepts any certificate. min_version and max_version are "1.2", "1.3" and so on. client_cert = "require" makes a server accept only clients with a certificate that it trusts.`

// Errors are the codes of wrap and starttls.
const Errors = "TLS_UNKNOWN_CA, TLS_EXPIRED, TLS_NAME, TLS_VERSION, TLS_NO_CERTIFICATE, TLS_ALERT, TLS_NOT_TLS, EOF, ETIMEDOUT, ECONNRESET, EALREADY, EBUSY while there are bytes that were read ahead, EAGAIN on a non-blocking socket"

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "tls", Doc: doc, Example: example,
		Funcs: []bind.Func{
			{Name: "wrap", Params: "socket: socket, " + Options, Returns: "socket", Doc: "Performs the handshake on a connected socket and returns the socket. It is a client unless server_side = true. The socket's timeout is the limit. " + OptionsDoc, Errors: Errors, Run: wrap},
			{Name: "self_signed", Params: "options?: table", Returns: "certificate", Doc: "Makes a throw-away certificate that is its own authority: pass it as cert on one side and as ca on the other. Options: names (host names and addresses; localhost, 127.0.0.1 and ::1 by default), not_after (for how many seconds from now it is valid, a day by default; negative for an expired one), subject (its common name, the first name by default).", Run: selfSigned},
			{Name: "certificate", Params: "options?: table", Returns: "certificate", Doc: "Is self_signed with two more options: ca = true makes an authority that can issue others; issuer is a certificate of this module that issues this one.", Run: certificateOf,
				Example: `local ca = tls.certificate{subject = "my authority", ca = true}
local leaf = tls.certificate{names = {"localhost", "127.0.0.1"}, issuer = ca}
print(leaf.subject, leaf.issuer) --> localhost	my authority
leaf:save("leaf.pem", "leaf.key")
for line in io.lines("leaf.pem") do
  print(line) --> -----BEGIN CERTIFICATE-----
  break
end`},
			{Name: "info", Params: "socket: socket or stream", Returns: "table or nil", Doc: "Returns what the handshake agreed on, or nil for a socket that is not wrapped, also below a stream: {version=, cipher=, alpn=, server_name=, peer=}. peer is the certificate of the other side, or nil if it presented none: {subject=, issuer=, names=, not_before=, not_after=, serial=, sha256=, pem=}, with times as time.time gives them.", Run: info},
		},
		Classes: []*bind.Class{class},
	}
}

func wrap(c bind.Call) int {
	conn := bind.Object[*stream.Conn](c, 1)
	return start(c, 2, "tls.wrap", conn, false, c.Arg(1))
}

// StartTLS is the method starttls of sockets.
func StartTLS(c bind.Call, conn *stream.Conn, self lua.LValue) int {
	return start(c, 1, "starttls", conn, conn.Accepted, self)
}

// start makes the handshake with the options in argument i, and returns the
// socket.
func start(c bind.Call, i int, op string, conn *stream.Conn, server bool, self lua.LValue) int {
	settings, server := options(c, i, conn, server)
	if err := conn.Secure(settings.Config(), host.TLSSide(server), conn.Deadline()); err != nil {
		conn.Send(nil, 0) // by which the other side hears of it
		return c.Error("", "", 0, failure(op, conn, err))
	}
	return c.Push(self)
}

// failure tells of a handshake that has failed.
func failure(op string, conn *stream.Conn, err error) *host.Error {
	e := host.NewError(op, conn.String(), 0, err)
	switch err {
	case syscall.EBUSY:
		e.Message = "bytes that were read ahead must be received first: they came before the handshake"
	case syscall.EAGAIN:
		e.Message = "the socket is non-blocking, and a handshake waits; set a timeout for it"
	case syscall.EALREADY:
		e.Message = "the socket is wrapped already"
	case syscall.EOPNOTSUPP:
		e.Message = "only connected sockets of type SOCK_STREAM can be wrapped"
	}
	return e
}
