package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime/pprof"
	"strings"
	"syscall"
	"time"
)

// runChild plays one peer and prints its sample.
func runChild(name, profiles string, args []string) error {
	play := map[string]func([]string) (sample, error){
		"timed":           timed,
		"raw-connections": rawConnections,
		"crowd":           crowd,
		"raw-connect":     rawConnect,
		"raw-unix":        rawUnix,
		"raw-datagrams":   rawDatagrams,
		"raw-select":      rawSelect,
		"raw-idle":        rawIdle,
		"idle":            idle,
		"raw-pingpong":    rawPingPong,
		"raw-tls":         rawTLS,
		"raw-bulk":        rawBulk,
		"raw-pack":        rawPack,
		"raw-hmac":        rawHMAC,
		"raw-header":      rawHeader,
		"raw-file":        rawFile,
		"conversation":    conversation,
		"deadlock":        deadlock,
		"interrupt":       interrupt,
		"vm":              vmStart,
		"task":            taskStart,
		"raw-goroutine":   goroutineStart,
		"seeds":           seedsASecond,
		"storm":           storm,
		"mistakes":        mistakes,
		"took":            took,
	}[name]
	if play == nil {
		return fmt.Errorf("no peer is named %s", name)
	}
	if profiles != "" && !strings.HasPrefix(name, "raw-") && name != "timed" {
		end, err := profile(profiles)
		if err != nil {
			return err
		}
		defer end()
	}
	s, err := play(args)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(s)
}

// profile writes a processor profile of this process into a file of its own, up
// to the call of end.
func profile(folder string) (end func(), err error) {
	f, err := os.CreateTemp(folder, "*.pprof")
	if err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); f.Close() }, pprof.StartCPUProfile(f)
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
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return sample{Value: took.Seconds() * 1e3, KiB: float64(usage.Maxrss)}, nil
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
