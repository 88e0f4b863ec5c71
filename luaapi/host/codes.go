package host

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// Code is the reference of one error code or of one name of errors without a
// code.
type Code struct {
	Code  string // "ECONNREFUSED"; what err.code holds, or err.name for those without a code
	Class string // what err.name holds: "ConnectionRefusedError"
	Errno int    // of this system, of getaddrinfo(3) for EAI codes, 0 when it has none
	Doc   string // what has happened, and what to do about it, in sentences
	Plain bool   // nothing is known of it but what the system says
}

// Codes lists what errors can be: those that sockrun makes itself, those of
// the system that scripts meet, with what to do about them, and then the rest
// of the system's.
func Codes() []Code {
	list := []Code{
		{Code: "EOF", Class: "EOFError", Doc: "The stream ended before everything expected had arrived: the other side closed the connection. err.partial says how many bytes did arrive."},
		{Code: "CLOSED", Class: "EOFError", Doc: "The other side closed the connection between messages, where a step wanted one more. Only steps fail with it: in Lua recv returns nil there."},
		{Code: "FrameError", Class: "FrameError", Doc: "The bytes are not a valid frame, or the message does not fit its frame. err.offset and err.field say where. err.code is nil."},
		{Code: "struct.error", Class: "struct.error", Doc: "A format is malformed, or values or bytes do not fit it. The messages are those of Python. err.code is nil."},
		{Code: "BROKEN_BARRIER", Class: "BrokenBarrierError", Doc: "One of the actors that were to meet at the barrier has ended, so it will never reach it."},
		{Code: "TLS_UNKNOWN_CA", Class: "ssl.SSLCertVerificationError", Doc: "The other side's certificate was not issued by anybody whom this side trusts. Give the certificate of the issuer as ca."},
		{Code: "TLS_EXPIRED", Class: "ssl.SSLCertVerificationError", Doc: "The other side's certificate is no longer valid, or not yet. The message says when it is valid."},
		{Code: "TLS_NAME", Class: "ssl.SSLCertVerificationError", Doc: "The server's certificate is not valid for the name that the client connected to, or has as server_name."},
		{Code: "TLS_VERSION", Class: "ssl.SSLError", Doc: "The two sides have no TLS version in common: see min_version and max_version."},
		{Code: "TLS_NO_CERTIFICATE", Class: "ssl.SSLError", Doc: "The server asks for a certificate (client_cert: require), and the client has presented none."},
		{Code: "TLS_ALERT", Class: "ssl.SSLError", Doc: "One side has ended the session for a reason that has no code of its own; the message says which side, and why. A side whose certificate is refused gets this, with TLS 1.3 often only at its first recv, and the other side has the code that says why."},
		{Code: "TLS_NOT_TLS", Class: "ssl.SSLError", Doc: "What arrived is not TLS: the other side does not use it. The message shows its first bytes."},
		{Code: "json.JSONDecodeError", Class: "json.JSONDecodeError", Doc: "The text is not valid JSON. The message says where. err.code is nil."},
		{Code: "zlib.error", Class: "zlib.error", Doc: "The data is not compressed, is damaged or incomplete, or grows past max. err.code is nil."},
		{Code: "binascii.Error", Class: "binascii.Error", Doc: "The text is not valid base64, base32 or base16. err.code is nil."},
		{Code: "UnicodeDecodeError", Class: "UnicodeDecodeError", Doc: "The bytes are not valid text in this encoding. err.code is nil."},
		{Code: "UnicodeEncodeError", Class: "UnicodeEncodeError", Doc: "A character does not exist in this encoding. err.code is nil."},
		{Code: "AssertionError", Class: "AssertionError", Doc: "An assertion of expect did not hold. err.code is nil."},
	}
	list = append(list, ResolverCodes()...)
	met := map[syscall.Errno]bool{}
	for _, c := range systemErrors() {
		met[c.errno] = true
		list = append(list, systemCode(c.errno, c.doc))
	}
	const highest = 200 // above every number of Linux and of the BSDs
	for errno := syscall.Errno(1); errno < highest; errno++ {
		if name := unix.ErrnoName(errno); name != "" && !met[errno] {
			c := systemCode(errno, "The system says: "+errno.Error()+".")
			c.Plain = true
			list = append(list, c)
		}
	}
	return list
}

func systemCode(errno syscall.Errno, doc string) Code {
	e := &Error{}
	e.setErrno(errno)
	return Code{Code: e.Code, Class: e.Name, Errno: e.Errno, Doc: doc}
}

type systemError struct {
	errno syscall.Errno
	doc   string
}

// systemErrors are those that scripts meet.
func systemErrors() []systemError {
	return []systemError{
		{syscall.ECONNREFUSED, "Nobody listens on the address. Within a scenario connect to a server by its name: then it listens before the client starts. For a datagram socket it says that an earlier datagram found nobody."},
		{syscall.ETIMEDOUT, "The timeout of the call or of the step was over: settimeout, task.timeout, timeout. A matcher whose within is over is a failure instead, and has no code."},
		{syscall.ECONNRESET, "The other side reset the connection: it closed its socket while bytes lay unread in it, or called reset."},
		{syscall.EPIPE, "The socket can send no more: the other side has closed, or this side has shut down sending."},
		{syscall.EADDRINUSE, "Another socket uses the address. Port 0 gives a free one; two scenarios of a run that need the same port are kept apart by serial: true in one of them, or by -j 1; in Lua SO_REUSEADDR before bind allows an address whose last connections are not long over; a unix socket's file stays until it is removed."},
		{syscall.EADDRNOTAVAIL, "The address does not belong to this machine."},
		{syscall.EAGAIN, "A non-blocking call would have had to wait."},
		{syscall.EINPROGRESS, "A non-blocking connect has begun. The socket becomes writable when it is done."},
		{syscall.EALREADY, "A non-blocking connect is still under way."},
		{syscall.EISCONN, "The socket is connected already."},
		{syscall.ENOTCONN, "The socket is not connected."},
		{syscall.EBADF, "The socket or file is closed, perhaps by another task while this one waited."},
		{syscall.EPERM, "The system or sockrun's policy does not allow it. A refusal by the policy names the flag that allows it: see sockrun docs safety."},
		{syscall.EACCES, "The system does not allow it: the file's mode, a port below 1024, or a broadcast without SO_BROADCAST."},
		{syscall.EMSGSIZE, "The datagram is longer than can be sent, or recv_until found no delimiter within max bytes."},
		{syscall.EINVAL, "The system does not accept an argument, or not in this state."},
		{syscall.ENOPROTOOPT, "There is no such option on this kind of socket."},
		{syscall.EPROTONOSUPPORT, "The platform has no such kind of socket."},
		{syscall.EAFNOSUPPORT, "The address is not of the socket's family."},
		{syscall.EOPNOTSUPP, "This kind of socket cannot do that."},
		{syscall.EHOSTUNREACH, "There is no route to the host."},
		{syscall.ENETUNREACH, "There is no route to the network."},
		{syscall.ECONNABORTED, "The connection was aborted before it was accepted."},
		{syscall.ENOENT, "There is no such file, program or unix socket."},
		{syscall.EEXIST, "The file exists already."},
		{syscall.ENAMETOOLONG, "A path is too long. Few bytes are allowed for that of a unix socket: the error says how many. Where it begins with the temporary folder of the scenario, let TMPDIR name a folder with a shorter path."},
		{syscall.EMFILE, "The process has too many files open."},
		{syscall.EBADMSG, "A message arrived where expect_close waited for the end of the stream."},
		{syscall.ECANCELED, "The scenario has ended while the call waited. No assertion can expect it."},
	}
}
