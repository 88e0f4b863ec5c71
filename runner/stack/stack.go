// Package stack makes the stacks of goroutines as long as they will be anyway,
// while they are nearly empty. A stack grows by being copied, for which the
// runtime looks up each function that is on it: in the depth of a parser or an
// interpreter these are many, and in a process that has just begun their tables
// have to come from its file first.
//
// Each function is about the goroutine that calls it. A stack that is long
// enough stays as it is.
package stack

import "runtime"

// To4KiB is for tasks, of which there may be thousands: twice what a stack begins
// with, and what it takes to run Lua.
//
//go:noinline
func To4KiB() {
	var room [2500]byte
	runtime.KeepAlive(&room)
}

// To8KiB is for what directs a scenario.
//
//go:noinline
func To8KiB() {
	var room [5000]byte
	runtime.KeepAlive(&room)
}

// To16KiB is for what reads scenarios.
//
//go:noinline
func To16KiB() {
	var room [10000]byte
	runtime.KeepAlive(&room)
}

// To32KiB is for the goroutine that reads scenarios below all else that it does.
//
//go:noinline
func To32KiB() {
	var room [20000]byte
	runtime.KeepAlive(&room)
}
