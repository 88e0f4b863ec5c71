package socket

import (
	"encoding/binary"
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/inet"
)

// inetFuncs convert addresses and integers between their forms.
func inetFuncs() []bind.Func {
	return []bind.Func{
		{Name: "inet_aton", Params: "text: string", Returns: "string", Doc: `Returns the 4 bytes of an IPv4 address. Short forms such as "127.1" and parts in octal or hexadecimal count, as in C.`, Errors: "EINVAL", Run: inetAton,
			Example: `print(hex.encode(socket.inet_aton("127.0.0.1"))) --> 7f000001`},
		{Name: "inet_ntoa", Params: "bytes: string", Returns: "string", Doc: "Returns the text of an IPv4 address of 4 bytes.", Errors: "EINVAL", Run: inetNtoa,
			Example: `print(socket.inet_ntoa("\x7f\0\0\1")) --> 127.0.0.1`},
		{Name: "inet_pton", Params: "family: integer, text: string", Returns: "string", Doc: "Returns the 4 or 16 bytes of an address of family AF_INET or AF_INET6.", Errors: "EINVAL, EAFNOSUPPORT", Run: inetPton,
			Example: `print(#socket.inet_pton(socket.AF_INET6, "::1")) --> 16`},
		{Name: "inet_ntop", Params: "family: integer, bytes: string", Returns: "string", Doc: "Returns the text of an address of 4 or 16 bytes.", Errors: "EINVAL, EAFNOSUPPORT", Run: inetNtop,
			Example: `print(socket.inet_ntop(socket.AF_INET6, ("\0"):rep(15) .. "\1")) --> ::1`},
		{Name: "htons", Params: "n: integer", Returns: "integer", Doc: "Returns a 16-bit number whose bytes in memory are those of n in network order.", Run: swap16,
			Example: `print(struct.pack("=H", socket.htons(1)) == "\0\1") --> true`},
		{Name: "ntohs", Params: "n: integer", Returns: "integer", Doc: "Is the reverse of htons.", Run: swap16},
		{Name: "htonl", Params: "n: integer", Returns: "integer", Doc: "Is htons for 32 bits.", Run: swap32},
		{Name: "ntohl", Params: "n: integer", Returns: "integer", Doc: "Is the reverse of htonl.", Run: swap32},
	}
}

// malformed raises that an argument is no address.
func malformed(c bind.Call, op, message string) int {
	return c.Error("", "", 0, &host.Error{Code: "EINVAL", Errno: int(syscall.EINVAL), Name: "OSError", Op: op, Message: message})
}

func inetAton(c bind.Call) int {
	text := c.String(1)
	packed, ok := inet.Aton(text)
	if !ok {
		return malformed(c, "inet_aton", strconv.Quote(text)+" is no IPv4 address")
	}
	return c.Push(lua.LString(packed[:]))
}

func inetNtoa(c bind.Call) int {
	ip, ok := netip.AddrFromSlice(c.Bytes(1))
	if !ok || !ip.Is4() {
		return malformed(c, "inet_ntoa", "a packed IPv4 address has 4 bytes, got "+strconv.Itoa(len(c.Bytes(1))))
	}
	return c.Push(lua.LString(ip.String()))
}

func inetPton(c bind.Call) int {
	family, text := inetFamily(c, "inet_pton"), c.String(2)
	ip, err := netip.ParseAddr(text)
	if err != nil || ip.Zone() != "" || ip.Is4() != (family == host.INET) {
		return malformed(c, "inet_pton", strconv.Quote(text)+" is no address of "+host.FamilyName(family))
	}
	return c.Push(lua.LString(ip.AsSlice()))
}

func inetNtop(c bind.Call) int {
	family, packed := inetFamily(c, "inet_ntop"), c.Bytes(2)
	ip, ok := netip.AddrFromSlice(packed)
	if !ok || ip.Is4() != (family == host.INET) {
		want := 4
		if family == host.INET6 {
			want = 16
		}
		return malformed(c, "inet_ntop", fmt.Sprintf("a packed address of %s has %d bytes, got %d", host.FamilyName(family), want, len(packed)))
	}
	return c.Push(lua.LString(ip.String()))
}

// inetFamily returns the argument family, which must have numeric addresses.
func inetFamily(c bind.Call, op string) host.Family {
	family := host.Family(c.Int(1, 0, 1<<16))
	if family != host.INET && family != host.INET6 {
		c.Error(op, "", 0, syscall.EAFNOSUPPORT)
	}
	return family
}

func swap16(c bind.Call) int {
	var b [2]byte
	binary.BigEndian.PutUint16(b[:], uint16(c.Int(1, 0, math.MaxUint16)))
	return c.Push(lua.LNumber(binary.NativeEndian.Uint16(b[:])))
}

func swap32(c bind.Call) int {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(c.Int(1, 0, math.MaxUint32)))
	return c.Push(lua.LNumber(binary.NativeEndian.Uint32(b[:])))
}
