package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// subject is the program under test of the scripts about processes:
//
//	subject tcp PORT       echoes; PORT 0 is one that it tells
//	subject inherit        echoes on the listener that it has inherited
//	subject udp PORT       answers datagrams in capitals
//	subject unix PATH      echoes on a unix socket
//	subject deaf           takes no notice of SIGTERM
//	subject slow PORT      opens PORT late
//	subject reads PORT     answers each read with how many bytes it has got
//	subject mute PORT      takes connections, and neither reads nor answers
//	subject once           takes one connection on its inherited listener, and fails
//	subject clash FILE N PORT  finds PORT taken N times, which FILE counts
//
//	subject hold ADDR WHERE  connects to ADDR, and so does a child, in its group (here) or not (away)
//
// Each of those that serve ends on SIGTERM with status 7.
func subject() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	go func() { <-signals; fmt.Println("told to end"); os.Exit(7) }()
	switch args := os.Args[2:]; os.Args[1] {
	case "tcp":
		echo(net.Listen("tcp4", "127.0.0.1:"+args[0]))
	case "inherit":
		if os.Getenv("LISTEN_PID") != strconv.Itoa(os.Getpid()) || os.Getenv("LISTEN_FDS") != "1" {
			die("LISTEN_PID is %q, LISTEN_FDS %q", os.Getenv("LISTEN_PID"), os.Getenv("LISTEN_FDS"))
		}
		fmt.Println("inherited", os.Getenv("LISTEN_FDNAMES"))
		echo(net.FileListener(os.NewFile(3, "listener")))
	case "udp":
		answer(net.ListenPacket("udp4", "127.0.0.1:"+args[0]))
	case "unix":
		echo(net.Listen("unix", args[0]))
	case "deaf":
		signal.Ignore(syscall.SIGTERM)
		fmt.Println("deaf")
		select {}
	case "slow":
		long := time.Second
		if len(args) > 1 {
			long, _ = time.ParseDuration(args[1])
		}
		time.Sleep(long) // what a program does that takes long to start
		echo(net.Listen("tcp4", "127.0.0.1:"+args[0]))
	case "reads":
		count(net.Listen("tcp4", "127.0.0.1:"+args[0]))
	case "mute":
		ignore(net.Listen("tcp4", "127.0.0.1:"+args[0]))
	case "once":
		once(net.FileListener(os.NewFile(3, "listener")))
	case "hold":
		holdWith(args[0], args[1])
	case "linger":
		linger(os.NewFile(3, "connection"))
	case "clash":
		clash(args[0], args[1], args[2])
	}
}

func die(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

func echo(l net.Listener, err error) {
	if err != nil {
		die("%v", err)
	}
	fmt.Println("listening on", l.Addr())
	for {
		conn, err := l.Accept()
		if err != nil {
			die("%v", err)
		}
		go func() { io.Copy(conn, conn); conn.Close() }()
	}
}

// count takes what a read returns for a message.
func count(l net.Listener, err error) {
	for err == nil {
		var conn net.Conn
		if conn, err = l.Accept(); err != nil {
			break
		}
		go func() {
			b := make([]byte, 1000)
			for n, err := conn.Read(b); err == nil; n, err = conn.Read(b) {
				fmt.Fprintln(conn, n)
			}
			conn.Close()
		}()
	}
	die("%v", err)
}

// ignore takes no notice of whoever connects, and holds the connections.
func ignore(l net.Listener, err error) {
	var held []net.Conn
	for err == nil {
		var conn net.Conn
		conn, err = l.Accept()
		held = append(held, conn)
	}
	die("%v with %d connections", err, len(held))
}

func answer(c net.PacketConn, err error) {
	if err != nil {
		die("%v", err)
	}
	for b := make([]byte, 1000); ; {
		n, from, err := c.ReadFrom(b)
		if err != nil {
			die("%v", err)
		}
		c.WriteTo([]byte(strings.ToUpper(string(b[:n]))), from)
	}
}

func once(l net.Listener, err error) {
	if err != nil {
		die("%v", err)
	}
	conn, err := l.Accept()
	if err != nil {
		die("%v", err)
	}
	conn.Read(make([]byte, 1))
	fmt.Fprintln(os.Stderr, "out of order")
	os.Exit(3)
}

// holdWith holds a connection together with a child. Neither takes notice of
// SIGTERM.
func holdWith(addr, where string) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		die("%v", err)
	}
	file, err := conn.(*net.TCPConn).File()
	if err != nil {
		die("%v", err)
	}
	signal.Ignore(syscall.SIGTERM)
	file.WriteString("x")
	child := exec.Command(os.Args[0], "linger")
	child.Stdout = os.Stdout
	child.ExtraFiles = []*os.File{file}
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: where == "away"}
	if err := child.Start(); err != nil {
		die("%v", err)
	}
	select {}
}

// linger is that child: the last who says that it has the connection.
func linger(connection *os.File) {
	signal.Ignore(syscall.SIGTERM)
	connection.WriteString("x")
	fmt.Println("holding")
	select {}
}

func clash(file, times, port string) {
	count, _ := os.ReadFile(file)
	if n, _ := strconv.Atoi(times); len(count) < n {
		if err := os.WriteFile(file, append(count, 'x'), 0o600); err != nil {
			die("%v", err)
		}
		die("listen tcp 127.0.0.1:%s: bind: address already in use", port)
	}
	echo(net.Listen("tcp4", "127.0.0.1:"+port))
}
