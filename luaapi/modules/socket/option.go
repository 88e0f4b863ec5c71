package socket

import (
	"encoding/binary"
	"errors"
	"slices"
	"strconv"
	"syscall"

	lua "github.com/yuin/gopher-lua"
	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/stream"
)

func optionFuncs() []bind.Func {
	return []bind.Func{
		{Name: "setsockopt", Params: "level: integer, option: integer, value: integer or boolean or string", Doc: `Sets an option of a level (SOL_SOCKET, IPPROTO_IP, IPPROTO_IPV6, IPPROTO_TCP). An integer or a boolean is a C int; a string is the bytes as the system has them, such as struct.pack("ii", 1, 0) for SO_LINGER.`, Errors: "ENOPROTOOPT, EINVAL, EPERM, ENODEV", Run: setOption},
		{Name: "getsockopt", Params: "level: integer, option: integer, size?: integer", Returns: "integer or string", Doc: "Returns an option as an integer, or with size (1 to 1024) as at most so many bytes, for struct.unpack.", Errors: "ENOPROTOOPT", Run: getOption},
	}
}

func setOption(c bind.Call) int {
	conn, level, option := self(c), c.Int(1, -1, 1<<30), c.Int(2, -1, 1<<30)
	if err := conn.Socket.SetOption(level, option, optionBytes(c, 3)); err != nil {
		return optionFailed(c, conn, "setsockopt", level, option, err)
	}
	return 0
}

func optionBytes(c bind.Call, i int) []byte {
	switch v := c.Arg(i).(type) {
	case lua.LString:
		return []byte(v)
	case lua.LBool:
		return flagBytes(bool(v))
	case lua.LNumber:
		return binary.NativeEndian.AppendUint32(nil, uint32(int32(c.Int(i, -1<<31, 1<<31-1))))
	}
	c.Expected(i, "")
	return nil
}

// flagBytes is a flag as the system takes it.
func flagBytes(on bool) []byte {
	if on {
		return binary.NativeEndian.AppendUint32(nil, 1)
	}
	return binary.NativeEndian.AppendUint32(nil, 0)
}

func getOption(c bind.Call) int {
	conn, level, option := self(c), c.Int(1, -1, 1<<30), c.Int(2, -1, 1<<30)
	size := c.OptInt(3, 1, 1024, 4)
	value, err := conn.Socket.Option(level, option, size)
	if err != nil {
		return optionFailed(c, conn, "getsockopt", level, option, err)
	}
	if c.Given(3) {
		return c.Push(lua.LString(value))
	}
	var whole [4]byte // of which an option may fill less
	copy(whole[:], value)
	return c.Push(lua.LNumber(int32(binary.NativeEndian.Uint32(whole[:]))))
}

// optionFailed raises err with the name of the option, and what to do.
func optionFailed(c bind.Call, conn *stream.Conn, op string, level, option int, err error) int {
	e := host.NewError(op, conn.String(), 0, err)
	var errno syscall.Errno
	var explained *host.Explained
	var denied *host.Denied
	switch {
	case errors.As(err, &denied) || !errors.As(err, &errno) || errno == syscall.EBADF:
	case errors.As(err, &explained):
		e.Message = optionName(level, option) + ": " + e.Message
	default:
		e.Message = optionName(level, option) + ": " + errno.Error() + optionHint(level, option, errno)
	}
	return c.Error("", "", 0, e)
}

// optionName is the constant of an option, or its numbers.
func optionName(level, option int) string {
	named := func(value int) func(constant) bool { return func(c constant) bool { return c.value == value } }
	for _, l := range levels {
		if i := slices.IndexFunc(l.options, named(option)); i >= 0 && slices.ContainsFunc(l.names, named(level)) {
			return l.options[i].name
		}
	}
	return "option " + strconv.Itoa(option) + " of level " + strconv.Itoa(level)
}

// optionHint says what to do about errors of options.
func optionHint(level, option int, errno syscall.Errno) string {
	switch errno {
	case syscall.EPERM, syscall.EACCES:
		return neededFor(level, option)
	case syscall.ENOPROTOOPT, syscall.EOPNOTSUPP:
		return "; this kind of socket does not have it"
	case syscall.ENODEV:
		return "; there is no such interface: see socket.if_nameindex"
	case syscall.EINVAL:
		return "; the value has another size, or is out of range, or comes too late"
	case syscall.EADDRINUSE:
		return "; the socket is a member of the group already, on this interface"
	case syscall.EADDRNOTAVAIL:
		return withoutAddress(level, option)
	case syscall.EDOM:
		return "; the value is out of range"
	}
	return ""
}

// withoutAddress says which address an option has not found.
func withoutAddress(level, option int) string {
	switch optionName(level, option) {
	case "IP_DROP_MEMBERSHIP", "IPV6_LEAVE_GROUP":
		return "; the socket is no member of the group, on this interface"
	case "IP_MULTICAST_IF":
		return "; no interface has this address"
	}
	return ""
}

// neededFor names the capability that an option needs.
func neededFor(level, option int) string {
	capability := "CAP_NET_ADMIN"
	switch optionName(level, option) {
	case "SO_MARK", "IP_TRANSPARENT":
		capability = "CAP_NET_ADMIN or CAP_NET_RAW"
	case "SO_BINDTODEVICE":
		capability = "CAP_NET_RAW"
	}
	return "; it needs root or the capability " + capability
}

// reuses is what create_server sets before it binds.
func reuses(family host.Family, port, dual bool) []setting {
	var list []setting
	if family != host.UNIX {
		list = append(list, setting{syscall.SOL_SOCKET, syscall.SO_REUSEADDR, true})
	}
	if port {
		list = append(list, setting{syscall.SOL_SOCKET, unix.SO_REUSEPORT, true})
	}
	if family == host.INET6 {
		list = append(list, setting{syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, !dual})
	}
	return list
}

// setting is an option that is a flag.
type setting struct {
	level, name int
	on          bool
}
