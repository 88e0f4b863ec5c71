package worldtest

import (
	"syscall"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
)

// platformCases are about options and flags that only Linux has.
func platformCases() []testCase {
	return []testCase{
		{"options that are texts", optionsAsTexts},
		{"parts of a datagram", partsOfDatagram},
		{"TCP drops what MSG_TRUNC reads", droppedBytes},
	}
}

func optionsAsTexts(e *env) {
	tcp := e.socket(host.INET, host.Stream)
	const device, algorithm = unix.SO_BINDTODEVICE, unix.TCP_CONGESTION
	e.must("device", tcp.SetOption(syscall.SOL_SOCKET, device, []byte("lo")))
	got, err := tcp.Option(syscall.SOL_SOCKET, device, 16)
	e.must("device", err)
	e.equal("device", string(got), "lo\x00")
	e.want("no device", tcp.SetOption(syscall.SOL_SOCKET, device, []byte("nothing")), syscall.ENODEV)
	e.must("algorithm", tcp.SetOption(syscall.IPPROTO_TCP, algorithm, []byte("reno")))
	got, err = tcp.Option(syscall.IPPROTO_TCP, algorithm, 4)
	e.must("algorithm", err)
	e.equal("algorithm", string(got), "reno")
	e.want("no algorithm", tcp.SetOption(syscall.IPPROTO_TCP, algorithm, []byte("nothing")), syscall.ENOENT)
}

func partsOfDatagram(e *env) {
	receiver, addr := e.bound(host.Datagram)
	sender := e.socket(host.INET, host.Datagram)
	_, err := sender.SendTo([]byte("one "), unix.MSG_MORE, addr, e.soon())
	e.must("first part", err)
	_, err = receiver.Recv(make([]byte, 8), 0, host.DontWait)
	e.want("recv of a part", err, syscall.EAGAIN)
	_, err = sender.SendTo([]byte("whole"), 0, addr, e.soon())
	e.must("second part", err)
	e.gets(receiver, "one whole")
}

func droppedBytes(e *env) {
	client, server := e.pair()
	e.sendAll(client, []byte("abcdef"))
	got := []byte("xyz")
	n, err := server.Recv(got, unix.MSG_TRUNC|syscall.MSG_WAITALL, e.soon())
	e.must("recv", err)
	e.equal("bytes", string(got[:n]), "\x00\x00\x00"[:n])
	e.expect(server, "abcdef"[n:])
}
