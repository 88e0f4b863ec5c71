package main

import (
	"context"
	"io"
	"runtime"
	"strings"
	"sync"
	"time"

	"sockrun/cmd/sockrun/internal/heap"
	"sockrun/luaapi"
	"sockrun/luaapi/chunk"
	"sockrun/luaapi/host"
	"sockrun/runner/world"
)

// What an actor costs, which is a VM, and what a connection costs, which is a
// task in it: time to start, and memory while all of them live. Stacks of
// goroutines are not in it.

const started = 1000

func vmFigures(s *stage) ([]*figure, error) {
	return []*figure{
		{title: "VM start", unit: "µs", peers: []*peer{
			{name: "VM with its first task", command: s.child("vm"), goals: []goal{atMost(50, ""), memoryAtMost(80)}},
		}},
		{title: "task start", unit: "µs", peers: []*peer{
			{name: "goroutine", command: s.child("raw-goroutine")},
			{name: "task", command: s.child("task"), goals: []goal{beside(10, "goroutine"), memoryAtMost(6)}},
		}},
	}, nil
}

// costs measures what each of many starts takes and holds, one after the
// other. What start has started calls running, and goes on until the end.
func costs(start func(running func())) (sample, error) {
	heap.Tune()
	var before, after runtime.MemStats
	var begun sync.WaitGroup
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	for range started {
		begun.Add(1)
		start(begun.Done)
		begun.Wait()
	}
	took := time.Since(began)
	runtime.GC()
	runtime.ReadMemStats(&after)
	held := float64(after.HeapAlloc) - float64(before.HeapAlloc)
	return sample{Value: took.Seconds() * 1e6 / started, KiB: held / 1024 / started}, nil
}

func newVM(w host.World) *luaapi.VM {
	return luaapi.New(luaapi.Config{
		World: w, Context: context.Background(),
		Console: host.Console{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard},
	})
}

// first is the Lua that each task runs: without any it would get no thread.
var first = sync.OnceValues(func() (*chunk.Chunk, error) { return chunk.Compile("local x = 1", chunk.Options{}) })

// lasting is a task that runs until its world ends.
func lasting(running func()) func(*luaapi.Task) error {
	return func(t *luaapi.Task) error {
		c, err := first()
		if err == nil {
			_, err = t.Run(c)
		}
		if err != nil {
			return err
		}
		running()
		return t.Sleep(host.Forever)
	}
}

// vmStart makes VMs, each with a task.
func vmStart([]string) (sample, error) {
	return warm(func(w host.World) func(func()) {
		return func(running func()) { newVM(w).Start("first", lasting(running)) }
	})
}

// taskStart starts tasks in one VM.
func taskStart([]string) (sample, error) {
	return warm(func(w host.World) func(func()) {
		vm := newVM(w)
		return func(running func()) { vm.Start("one", lasting(running)) }
	})
}

// warm measures in two worlds, one after the other, and returns what it cost
// in the second: in the first, memory still has to come from the system.
func warm(starter func(host.World) (start func(running func()))) (s sample, err error) {
	for range 2 {
		w := world.New(world.Real, world.Options{})
		s, err = costs(starter(w))
		w.Close(time.Second)
	}
	return s, err
}

// goroutineStart does the same with goroutines.
func goroutineStart([]string) (sample, error) {
	end := make(chan struct{})
	defer close(end)
	return warm(func(host.World) func(func()) {
		return func(running func()) {
			go func() {
				running()
				<-end
			}()
		}
	})
}
