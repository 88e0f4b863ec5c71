package main

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/world"
)

// What an actor costs, which is a VM, and what a connection costs, which is a
// task in it. Memory is what is allocated for one; stacks of goroutines are
// not in it.

func vmFigures(s *stage) ([]*figure, error) {
	return []*figure{
		{title: "VM start", unit: "µs", peers: []*peer{
			{name: "VM with its first task", command: s.child("vm"), goals: []goal{atMost(50, ""), memoryAtMost(80)}},
		}},
		{title: "task start", unit: "µs", peers: []*peer{
			{name: "goroutine", command: s.child("goroutine")},
			{name: "task", command: s.child("task"), goals: []goal{atMost(10, ""), memoryAtMost(6)}},
		}},
	}, nil
}

func newVM(w host.World) *luaapi.VM {
	return luaapi.New(luaapi.Config{
		World: w, Context: context.Background(),
		Console: host.Console{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard},
	})
}

func measured(r testing.BenchmarkResult) (sample, error) {
	return sample{Value: float64(r.NsPerOp()) / 1e3, KiB: float64(r.AllocedBytesPerOp()) / 1024}, nil
}

// vmStart makes VMs that are ready to run Lua.
func vmStart([]string) (sample, error) {
	w := world.New(world.Real, world.Options{})
	defer w.Close(0)
	return measured(testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			_ = newVM(w).Do("first", func(*luaapi.Task) error { return nil })
		}
	}))
}

// taskStart starts tasks, each of which ends at once.
func taskStart([]string) (sample, error) {
	w := world.New(world.Real, world.Options{})
	defer w.Close(0)
	vm := newVM(w)
	return measured(testing.Benchmark(func(b *testing.B) {
		var ended sync.WaitGroup
		for b.Loop() {
			ended.Add(1)
			vm.Start("one", func(*luaapi.Task) error {
				ended.Done()
				return nil
			})
			ended.Wait()
		}
	}))
}

// goroutineStart does the same with goroutines.
func goroutineStart([]string) (sample, error) {
	return measured(testing.Benchmark(func(b *testing.B) {
		var ended sync.WaitGroup
		for b.Loop() {
			ended.Go(func() {})
			ended.Wait()
		}
	}))
}
