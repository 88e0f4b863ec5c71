package host

import (
	"errors"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/wire/plural"
)

// Explained is an error of the system of which more is known than its number:
// what it is about and what to do.
type Explained struct {
	Err error // a syscall.Errno
	Why string
}

// Error says both.
func (e *Explained) Error() string { return e.Err.Error() + "; " + e.Why }

// Unwrap returns the error of the system.
func (e *Explained) Unwrap() error { return e.Err }

// Denied is a refusal by the policy. It behaves as EPERM and was made before
// any system call.
type Denied struct {
	What string // "connect to 10.0.0.1:80"
	Flag string // "--allow-net=10.0.0.1:80"
}

// Error says what was refused and which flag would allow it.
func (d *Denied) Error() string {
	return d.What + " is not allowed (EPERM); allow it with " + d.Flag
}

// Is makes errors.Is(err, syscall.EPERM) true.
func (d *Denied) Is(target error) bool { return target == syscall.EPERM }

// TLSError is what goes wrong between the two sides of TLS.
type TLSError struct {
	Code    string // "TLS_UNKNOWN_CA", …
	Message string // what failed and what to do about it
	Remote  bool   // the other side has refused: it knows why
	Cause   error  // what crypto/tls says
}

// Error is the message.
func (e *TLSError) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *TLSError) Unwrap() error { return e.Cause }

// class is Python's name for it.
func (e *TLSError) class() string {
	switch e.Code {
	case "TLS_UNKNOWN_CA", "TLS_EXPIRED", "TLS_NAME":
		return "ssl.SSLCertVerificationError"
	}
	return "ssl.SSLError"
}

// Error is a failed operation as scripts see it: the fields of Lua's error
// objects.
type Error struct {
	Code    string // "ECONNREFUSED", "EOF", "EPERM", …
	Errno   int    // the platform's number, 0 when there is none
	Name    string // Python's class: "ConnectionRefusedError", …
	Op      string // "connect"
	Address string // of the peer, or of the socket itself; may be ""
	Partial int    // how many bytes went or came before the failure
	Wanted  int    // how many it should have been, 0 when that says nothing
	Message string // "connection refused"
	More    string // what else is known, "" for nothing
	Cause   error  // what the world returned
}

// Unwrap returns what the world returned.
func (e *Error) Unwrap() error { return e.Cause }

// Error reads like "connect 127.0.0.1:9: connection refused (ECONNREFUSED)".
func (e *Error) Error() string {
	if _, ok := errors.AsType[*Denied](e.Cause); ok {
		return e.Message // which says what was to be done, and with which address
	}
	var b strings.Builder
	b.WriteString(e.Op)
	if e.Address != "" {
		b.WriteString(" " + e.Address)
	}
	b.WriteString(": " + e.Message)
	switch {
	case e.Wanted > 0:
		b.WriteString(" after " + strconv.Itoa(e.Partial) + " of " + plural.Of(e.Wanted, "byte"))
	case e.Partial > 0:
		b.WriteString(" after " + plural.Of(e.Partial, "byte"))
	}
	if e.More != "" {
		b.WriteString("; " + e.More)
	}
	if e.Code != "" {
		b.WriteString(" (" + e.Code + ")")
	}
	return b.String()
}

// NewError tells scripts of err, which op met. address may be "", and partial is
// how many bytes went or came before.
func NewError(op, address string, partial int, err error) *Error {
	e := &Error{Op: op, Address: address, Partial: partial, Cause: err, Message: err.Error(), Name: "OSError"}
	if !e.fromWorld(err) {
		e.fromSystem(err)
	}
	return e
}

// fromWorld tells of an error that a world has made itself; it is not ok for
// others.
func (e *Error) fromWorld(err error) (ok bool) {
	var denied *Denied
	var unknown *NameError
	var secure *TLSError
	switch {
	case errors.As(err, &secure):
		e.Code, e.Name, e.Message = secure.Code, secure.class(), secure.Message
	case errors.As(err, &denied):
		e.setErrno(syscall.EPERM)
		e.Message = denied.Error()
	case errors.Is(err, ErrEnded):
		e.setErrno(syscall.ECANCELED)
		e.Message = ErrEnded.Error()
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		e.Code, e.Name, e.Message = "EOF", "EOFError", "end of stream"
	case errors.As(err, &unknown):
		e.Code, e.Errno, e.Name, e.Message = unknown.Code, resolverNumber(unknown.Code), "gaierror", unknown.Message
	default:
		return false
	}
	return true
}

// fromSystem tells of an error of the system.
func (e *Error) fromSystem(err error) {
	errno, numbered := errors.AsType[syscall.Errno](err)
	more, explained := errors.AsType[*Explained](err)
	switch {
	case numbered && explained:
		e.setErrno(errno)
		e.Message = more.Error()
	case errno == syscall.ETIMEDOUT:
		e.setErrno(errno)
		e.Message = "timed out" // as Python says: a system's text blames the connection
	case numbered:
		e.setErrno(errno)
		e.Message = errno.Error() + hint(e.Op, e.Address, errno)
	case errors.Is(err, fs.ErrNotExist):
		e.setErrno(syscall.ENOENT)
	}
}

func (e *Error) setErrno(errno syscall.Errno) {
	e.Errno, e.Code, e.Name = int(errno), unix.ErrnoName(errno), className(errno)
	switch errno { // one number, two names
	case syscall.EAGAIN:
		e.Code = "EAGAIN"
	case syscall.EOPNOTSUPP:
		e.Code = "EOPNOTSUPP"
	}
}

// hint says what to do about errors that everybody meets.
func hint(op, address string, errno syscall.Errno) string {
	switch {
	case errno == syscall.EADDRINUSE && isPath(address):
		return "; os.remove the file that an earlier run has left"
	case errno == syscall.EADDRINUSE:
		return "; bind port 0 for a free port, or set SO_REUSEADDR before bind"
	case errno == syscall.EINVAL && op == "accept":
		return "; the socket does not listen: call its listen before accept"
	}
	return privilege(op, address, errno) + shortage(errno)
}

// isPath says whether the text of an address is that of a unix socket.
func isPath(address string) bool {
	return address != "" && (strings.ContainsAny(address, "/@") || !strings.Contains(address, ":"))
}

// privilege names what is missing where the system refuses.
func privilege(op, address string, errno syscall.Errno) string {
	switch {
	case errno == syscall.EPERM && op == "socket":
		return "; a raw socket needs root or the capability CAP_NET_RAW"
	case errno == syscall.EACCES && op == "socket":
		return "; a datagram socket of ICMP needs a group of the sysctl net.ipv4.ping_group_range"
	case errno == syscall.EACCES && op == "bind" && !isPath(address):
		return "; a port below 1024 needs root or the capability CAP_NET_BIND_SERVICE"
	case errno == syscall.EACCES && !isPath(address) && (op == "connect" || op == "send" || op == "sendto" || op == "sendall"):
		return "; set SO_BROADCAST to send to a broadcast address"
	}
	return ""
}

// shortage says what to do when the system has no more of something, or lacks
// a peer.
func shortage(errno syscall.Errno) string {
	switch errno {
	case syscall.EMFILE:
		return "; close sockets that are done with, or raise the limit (ulimit -n)"
	case syscall.EDESTADDRREQ:
		return "; connect the socket, or name the peer with sendto"
	}
	return ""
}

// className is the exception that CPython raises for an errno (PEP 3151).
func className(errno syscall.Errno) string {
	switch errno {
	case syscall.EAGAIN, syscall.EALREADY, syscall.EINPROGRESS:
		return "BlockingIOError"
	case syscall.EPIPE, syscall.ESHUTDOWN:
		return "BrokenPipeError"
	case syscall.ECONNABORTED:
		return "ConnectionAbortedError"
	case syscall.ECONNREFUSED:
		return "ConnectionRefusedError"
	case syscall.ECONNRESET:
		return "ConnectionResetError"
	case syscall.EEXIST:
		return "FileExistsError"
	case syscall.ENOENT:
		return "FileNotFoundError"
	case syscall.EINTR:
		return "InterruptedError"
	case syscall.EISDIR:
		return "IsADirectoryError"
	case syscall.ENOTDIR:
		return "NotADirectoryError"
	case syscall.EACCES, syscall.EPERM:
		return "PermissionError"
	case syscall.ESRCH:
		return "ProcessLookupError"
	case syscall.ECHILD:
		return "ChildProcessError"
	case syscall.ETIMEDOUT:
		return "TimeoutError"
	case syscall.ECANCELED:
		return "CancelledError"
	}
	return "OSError"
}
