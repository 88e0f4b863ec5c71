package sim_test

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/world/sim"
)

// story runs some tasks over one connection and tells what happened, when and
// in which order.
func story(t *testing.T, seed uint64) string {
	t.Helper()
	var log strings.Builder
	w := sim.New(sim.Options{Seed: seed})
	tell := func(format string, args ...any) {
		fmt.Fprintf(&log, "%d ", w.Elapsed())
		fmt.Fprintf(&log, format+"\n", args...)
	}
	w.Main(func() {
		client, server := connect(t, w)
		for i := range 4 {
			w.Go("writer", func() {
				for range 5 {
					n, err := client.Send([]byte("some words"), 0, host.Forever)
					tell("writer %d: %d %v", i, n, err)
				}
			})
			w.Go("reader", func() {
				for buf := make([]byte, 16); ; {
					n, err := server.Recv(buf, 0, host.After(w, time.Second))
					tell("reader %d: %d %v", i, n, err)
					if err != nil {
						return
					}
				}
			})
		}
		_ = w.NewParker().Park(host.After(w, time.Minute))
		tell("stuck: %v", w.Close(time.Second))
	})
	return log.String()
}

func TestSeedFixesTheStory(t *testing.T) {
	t.Parallel()
	stories := make(map[string]bool)
	for seed := range uint64(50) {
		first, second := story(t, seed), story(t, seed)
		if first != second {
			t.Fatalf("seed %d gives two stories:\n%s\n%s", seed, first, second)
		}
		stories[first] = true
	}
	if len(stories) < 45 {
		t.Errorf("50 seeds give only %d different stories", len(stories))
	}
}

func TestElapsedNeverRepeats(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	before := w.Elapsed()
	for range 100 {
		now := w.Elapsed()
		if now <= before {
			t.Fatalf("Elapsed returned %v after %v", now, before)
		}
		before = now
	}
	if year := w.Now().Year(); year != 2000 {
		t.Errorf("Now is in %d, want 2000", year)
	}
}

func TestSleepCostsNothing(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	start := time.Now()
	w.Main(func() {
		if err := w.NewParker().Park(host.After(w, 1000*time.Hour)); err != syscall.ETIMEDOUT {
			t.Errorf("sleep: %v", err)
		}
	})
	if w.Elapsed() < 1000*time.Hour {
		t.Errorf("only %v passed", w.Elapsed())
	}
	if real := time.Since(start); real > time.Minute {
		t.Errorf("a virtual sleep took %v", real)
	}
}

func TestTimersFireInOrder(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{Seed: 3})
	var woken []int
	w.Main(func() {
		for _, ms := range []int{30, 10, 50, 20, 40} {
			w.Go("sleeper", func() {
				_ = w.NewParker().Park(host.Deadline(time.Duration(ms) * time.Millisecond))
				woken = append(woken, ms)
			})
		}
		_ = w.NewParker().Park(host.Deadline(time.Second))
	})
	if !slices.Equal(woken, []int{10, 20, 30, 40, 50}) {
		t.Errorf("woken in the order %v", woken)
	}
}

func TestDeadlockEndsTheWorld(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	var inTask, inMain error
	w.Main(func() {
		client, server := connect(t, w)
		w.Go("reads first", func() { _, inTask = server.Recv(make([]byte, 1), 0, host.Forever) })
		_, inMain = client.Recv(make([]byte, 1), 0, host.Forever)
		if stuck := w.Close(time.Second); stuck != nil {
			t.Errorf("stuck: %q", stuck)
		}
	})
	if !w.Deadlocked() || inTask != host.ErrEnded || inMain != host.ErrEnded {
		t.Errorf("Deadlocked %v, the task got %v, main got %v", w.Deadlocked(), inTask, inMain)
	}
}

// A wall clock watchdog ends a world whose tasks never stop.
func TestEndFromOutside(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	var running atomic.Bool
	go func() {
		for !running.Load() {
			runtime.Gosched()
		}
		w.End()
	}()
	w.Main(func() {
		client, server := connect(t, w)
		forEver := func(from, to host.Socket) func() {
			return func() {
				var err error
				for buf := make([]byte, 8); err == nil; running.Store(true) {
					if _, err = from.Send(buf[:1], 0, host.Forever); err == nil {
						_, err = to.Recv(buf, 0, host.Forever)
					}
				}
				if err != host.ErrEnded {
					t.Errorf("ended with %v", err)
				}
			}
		}
		w.Go("there", forEver(client, server))
		w.Go("back", forEver(server, client))
		if err := w.NewParker().Park(host.Forever); err != host.ErrEnded {
			t.Errorf("main: %v", err)
		}
		if stuck := w.Close(time.Second); stuck != nil {
			t.Errorf("stuck: %q", stuck)
		}
	})
	if w.Deadlocked() {
		t.Error("the end from outside counts as a deadlock")
	}
}

// A task that does not take the end for an answer cannot keep the world.
func TestCloseNamesWhoStays(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	var stuck []string
	w.Main(func() {
		s := newSocket(t, w, host.INET, host.Datagram)
		for _, name := range []string{"b", "a"} {
			w.Go(name, func() {
				for {
					_, _ = s.Recv(nil, 0, host.Forever)
				}
			})
		}
		w.Go("good", func() { _ = w.NewParker().Park(host.Forever) })
		stuck = w.Close(10 * time.Millisecond)
	})
	if !slices.Equal(stuck, []string{"b", "a"}) {
		t.Errorf("stuck: %q, want b and a", stuck)
	}
}

func TestCloseLetsTasksStart(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	var order []string
	w.Go("before", func() { order = append(order, "before") })
	if stuck := w.Close(time.Second); stuck != nil || !slices.Equal(order, []string{"before"}) {
		t.Errorf("stuck %q, ran %q", stuck, order)
	}
}

// Time must pass for who polls, or who sleeps would never wake. A call with
// DontWait lets nobody run: the VM that polls does so after it.
func TestPollingLetsTimePass(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	w.Main(func() {
		client, server := connect(t, w)
		w.Go("late", func() {
			_ = w.NewParker().Park(host.After(w, time.Millisecond))
			_, _ = server.Send([]byte("x"), 0, host.Forever)
		})
		err := error(syscall.EAGAIN)
		for tries := 0; err == syscall.EAGAIN && tries < 1e6; tries++ {
			_, err = client.Recv(make([]byte, 1), 0, host.DontWait)
			w.Interleave()()
		}
		if err != nil {
			t.Errorf("polling ended with %v", err)
		}
	})
}

// Endless talk must not keep a sleeper from waking.
func TestTalkingLetsTimePass(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	w.Main(func() {
		client, server := connect(t, w)
		w.Go("echo", func() {
			for buf := make([]byte, 1); recvFull(server, buf); {
				_, _ = server.Send(buf, 0, host.Forever)
			}
		})
		w.Go("talker", func() {
			for buf := make([]byte, 1); recvFull(client, buf); {
				_, _ = client.Send(buf, 0, host.Forever)
			}
		})
		_, err := client.Send([]byte("x"), 0, host.Forever)
		must(t, "send", err)
		if err := w.NewParker().Park(host.After(w, 100*time.Millisecond)); err != syscall.ETIMEDOUT {
			t.Errorf("sleep: %v", err)
		}
		w.Close(time.Second)
	})
}

// A task gives way by a sleep that is over already.
func TestSleepOfNothingLetsTimePass(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	w.Main(func() {
		awake := false
		w.Go("sleeper", func() {
			_ = w.NewParker().Park(host.After(w, time.Millisecond))
			awake = true
		})
		for tries := 0; !awake; tries++ {
			if tries > 1e6 {
				t.Fatal("the sleeper does not wake")
			}
			_ = w.NewParker().Park(host.After(w, 0))
		}
	})
}

func TestOutsideMainNobodyWaits(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	if err := w.NewParker().Park(host.Forever); err != syscall.EDEADLK {
		t.Errorf("Park: %v, want EDEADLK", err)
	}
}

func TestThousandsOfTasks(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{Seed: 7})
	const tasks = 5000
	done := 0
	w.Main(func() {
		all := w.NewParker()
		for range tasks {
			w.Go("task", func() {
				_ = w.NewParker().Park(host.After(w, time.Second))
				if done++; done == tasks {
					all.Unpark()
				}
			})
		}
		if err := all.Park(host.Forever); err != nil {
			t.Errorf("park: %v", err)
		}
	})
	if done != tasks {
		t.Errorf("%d tasks ran, want %d", done, tasks)
	}
}

func TestWhatThereIsNot(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	if _, err := w.Run(host.Command{Argv: []string{"true"}}, host.Forever); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("Run: %v", err)
	}
	if _, err := w.Open("file", 0, 0); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("Open: %v", err)
	}
	if _, err := w.Lookup("example.org", 0, host.Forever); err == nil || !strings.Contains(err.Error(), "simulated world") {
		t.Errorf("Lookup: %v", err)
	}
	if _, err := w.Socket(host.INET, host.Raw, syscall.IPPROTO_UDP); !errors.Is(err, syscall.EPROTONOSUPPORT) || !strings.Contains(err.Error(), "simulated world") {
		t.Errorf("raw socket: %v", err)
	}
}
