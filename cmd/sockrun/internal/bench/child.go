package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/pprof"
	"strings"
	"syscall"
	"time"
)

// player is what a peer does, with its arguments.
type player func(args []string) (sample, error)

// ours are the peers that run sockrun's code in this process.
func ours() map[string]player {
	return map[string]player{
		"conversation": conversation,
		"crowd":        crowd,
		"idle":         idle,
		"deadlock":     deadlock,
		"vm":           vmStart,
		"task":         taskStart,
		"seeds":        seedsASecond,
		"storm":        storm,
		"mistakes":     mistakes,
		"took":         took,
	}
}

// others are those in plain Go, and those that watch another process.
func others() map[string]player {
	return map[string]player{
		"raw-connections": rawConnections,
		"raw-connect":     rawConnect,
		"raw-unix":        rawUnix,
		"raw-datagrams":   rawDatagrams,
		"raw-select":      rawSelect,
		"raw-idle":        rawIdle,
		"raw-pingpong":    rawPingPong,
		"raw-tls":         rawTLS,
		"raw-bulk":        rawBulk,
		"raw-pack":        rawPack,
		"raw-hmac":        rawHMAC,
		"raw-header":      rawHeader,
		"raw-file":        rawFile,
		"raw-goroutine":   goroutineStart,
		"timed":           timed,
		"interrupt":       interrupt,
	}
}

// runChild plays one peer and prints its sample.
func runChild(name, profiles string, args []string) error {
	play := others()[name]
	if own := ours()[name]; own != nil {
		play = profiled(own, profiles)
	}
	if play == nil {
		return fmt.Errorf("no peer is named %s", name)
	}
	s, err := play(args)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(s)
}

// profiled is a player that writes a processor profile of this process into a file
// of its own in the folder, unless that is "".
func profiled(play player, folder string) player {
	if folder == "" {
		return play
	}
	return func(args []string) (s sample, err error) {
		f, err := os.CreateTemp(folder, "*.pprof")
		if err != nil {
			return s, err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		if err := pprof.StartCPUProfile(f); err != nil {
			return s, err
		}
		defer pprof.StopCPUProfile()
		return play(args)
	}
}

// timed runs a command to its end and takes its time in milliseconds. The
// peak of its memory is never below what this process has, since a child
// begins with its parent's; that is why the parent is a small process.
func timed(command []string) (sample, error) {
	cmd := exec.Command(command[0], command[1:]...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	began := time.Now()
	err := cmd.Run()
	took := time.Since(began)
	if err != nil {
		return sample{}, fmt.Errorf("%s: %w\n%s", strings.Join(command, " "), err, out.Bytes())
	}
	kib := float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS == "darwin" { // which counts bytes
		kib /= 1024
	}
	return sample{Value: took.Seconds() * 1e3, KiB: kib}, nil
}

// peakKiB is the peak resident memory of this process. Linux says so for the
// time since its program began; elsewhere it is 0, not known.
func peakKiB() float64 {
	status, _ := os.ReadFile("/proc/self/status")
	_, peak, _ := strings.Cut(string(status), "VmHWM:")
	var kib float64
	fmt.Sscan(peak, &kib)
	return kib
}
