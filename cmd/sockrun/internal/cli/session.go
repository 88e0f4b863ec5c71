package cli

import (
	"context"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// session is the time in which scripts run: signals end it, and nothing of it
// is left behind.
type session struct {
	ctx    context.Context // cancelled by the first signal that ends
	cancel context.CancelFunc
	after  context.Context // cancelled once ctx and all that derives from it is
	atOnce chan struct{}   // closed by the second signal
	temp   *tempFolder     // of all temporary folders
	// lastWords, unless it holds nil, is called before the process is cut off.
	lastWords atomic.Pointer[func()]
	seconds   []*os.File // descriptors of stdout and stderr
	exit      func(status int)
	calls     chan os.Signal
	unheard   chan os.Signal // nobody receives from it
	decided   atomic.Bool    // whether something runs that a signal ends in good order, or a signal was first
}

// begin starts a session of the process, with its signals; the caller ends it. Until
// then who writes to a pipe that nobody reads gets an error.
func (a *app) begin() *session {
	s := newSession(os.Exit)
	s.ask()
	a.out, a.err = s.unbroken(a.out), s.unbroken(a.err)
	return s
}

// unbroken returns a writer to the same place. Go ends a process that writes to its
// descriptor 1 or 2 when nobody reads that (os/signal, SIGPIPE), but the run still has
// to come to its end. To take over that signal costs more than a second descriptor.
func (s *session) unbroken(w io.Writer) io.Writer {
	f, ok := w.(*os.File)
	if !ok {
		return w
	}
	another, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return w
	}
	second := os.NewFile(uintptr(another), f.Name())
	s.seconds = append(s.seconds, second)
	return second
}

// lastResort is how long the end may take after the second signal: longer than
// it takes to abandon a script that does not end.
const lastResort = 3 * time.Second

// lastMoment is how long reports may take then.
const lastMoment = 500 * time.Millisecond

// notShort is how long a run takes that removes what killed ones have left: a short
// one would be longer for it.
const notShort = 100 * time.Millisecond

// newSession starts a session. Before it is open a signal ends the process. From then
// on the first ends the session in good order. After the second nobody is waited for,
// and what takes longer than lastResort even so, or until the third, is cut off: exit
// is called, after lastWords.
func newSession(exit func(status int)) *session {
	s := &session{temp: newTempFolder(), atOnce: make(chan struct{}), exit: exit, calls: make(chan os.Signal, 3), unheard: make(chan os.Signal)}
	var cancel, cancelAfter context.CancelFunc
	s.ctx, cancel = context.WithCancel(context.Background())
	s.after, cancelAfter = context.WithCancel(context.Background())
	s.cancel = func() { cancel(); cancelAfter() }
	go s.watch()
	time.AfterFunc(notShort, sweep)
	return s
}

// ask asks for the signals that end a session, unless whoever started the process
// lets it ignore them, as nohup does and a shell in the background. These are taken
// over as well, though unheard: else programs under test would ignore them, too.
func (s *session) ask() {
	// SIGQUIT, too: a terminal sends it for Ctrl-\, and else the runtime would show
	// its stacks and leave everything behind.
	for _, ends := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
		to := s.calls
		if signal.Ignored(ends) {
			to = s.unheard
		}
		signal.Notify(to, ends)
	}
}

// open is called before scripts run. It does not return when a signal has come before:
// the process is about to end.
func (s *session) open() {
	if s.decided.Swap(true) {
		select {}
	}
}

// watch ends the session when signals come, until it is over.
func (s *session) watch() {
	if _, ok := <-s.calls; !ok {
		return
	}
	if s.cancel(); s.decided.Swap(true) {
		if _, ok := <-s.calls; !ok {
			return
		}
		close(s.atOnce)
		await(s.calls, lastResort)
		s.speakLast()
	}
	s.temp.remove()
	s.exit(interrupted)
}

// speakLast calls lastWords. It may wait for who does not end, so it has a
// moment only.
func (s *session) speakLast() {
	say := s.lastWords.Load()
	if say == nil {
		return
	}
	done := make(chan struct{})
	go func() { (*say)(); close(done) }()
	await(done, lastMoment)
}

// pause is how long await waits at a time.
const pause = 10 * time.Millisecond

// await waits until something comes, at most for so long. It counts short pauses:
// on a machine that is too busy they get longer, as what is waited for does.
func await[T any](comes <-chan T, long time.Duration) {
	for range long / pause {
		select {
		case <-comes:
			return
		case <-time.After(pause):
		}
	}
}

// end gives the signals back, removes the temporary folder and closes what was opened
// of stdout and stderr.
func (s *session) end() {
	// After an interrupt the process is about to end: a second signal on the
	// way must not kill it with another status.
	if s.ctx.Err() == nil {
		go s.giveBack() // it waits for other threads, and nobody has to wait for it
	}
	s.cancel()
	s.temp.remove()
	for _, f := range s.seconds {
		_ = f.Close() // what could not be written was told when it was
	}
}

// giveBack gives the signals back.
func (s *session) giveBack() {
	signal.Stop(s.calls)
	signal.Stop(s.unheard)
	close(s.calls)
}
