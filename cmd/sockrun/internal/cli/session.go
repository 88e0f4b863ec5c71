package cli

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
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
	calls     chan os.Signal
	pipes     chan os.Signal
	prepared  chan struct{} // closed once signals come here
	decided   atomic.Bool   // whether something runs that a signal ends in good order, or a signal was first

	asking sync.Mutex
	all    bool // all signals were asked for
	over   bool // none may be asked for any more
}

// begin starts a session of the process; the caller ends it.
func begin() *session { return newSession(os.Exit) }

// lastResort is how long the end may take after the second signal: longer than
// it takes to abandon a script that does not end.
const lastResort = 3 * time.Second

// lastMoment is how long reports may take then.
const lastMoment = 500 * time.Millisecond

// notShort is how long a run takes that removes what killed ones have left: a short
// one would be longer for it.
const notShort = 100 * time.Millisecond

// soon is when all signals are asked for. A short run is over by then.
const soon = 5 * time.Millisecond

// newSession starts a session. Before it is open a signal ends the process.
// From then on the first ends the session in good order. After the second
// nobody is waited for, and what takes longer than lastResort even so, or until
// the third, is cut off: exit is called, after lastWords.
func newSession(exit func(status int)) *session {
	s := &session{
		temp: newTempFolder(), atOnce: make(chan struct{}), prepared: make(chan struct{}),
		calls: make(chan os.Signal, 3), pipes: make(chan os.Signal, 1),
	}
	var cancel, cancelAfter context.CancelFunc
	s.ctx, cancel = context.WithCancel(context.Background())
	s.after, cancelAfter = context.WithCancel(context.Background())
	s.cancel = func() { cancel(); cancelAfter() }
	go s.prepare()
	go s.watch(exit)
	return s
}

// prepare is done while the caller reads files: each signal that is asked for
// takes the runtime two changes of thread.
func (s *session) prepare() {
	defer close(s.prepared)
	s.ask(os.Interrupt, syscall.SIGTERM)
	// When nobody reads stdout any more the run still has to come to its end.
	signal.Notify(s.pipes, syscall.SIGPIPE)
	time.AfterFunc(soon, s.askForAll)
	time.AfterFunc(notShort, sweep)
}

// askForAll asks for the signals that prepare leaves out, which nobody sends in the
// first moment. It is called before that is over when the run begins what must not be
// left behind: files and programs.
func (s *session) askForAll() {
	s.asking.Lock()
	defer s.asking.Unlock()
	if s.all || s.over {
		return
	}
	s.all = true
	// SIGQUIT, too: a terminal sends it for Ctrl-\, and else the runtime would show
	// its stacks and leave everything behind.
	s.ask(syscall.SIGHUP, syscall.SIGQUIT)
}

func (s *session) ask(list ...os.Signal) {
	for _, ends := range list {
		if !signal.Ignored(ends) { // as nohup has it, and a shell in the background
			signal.Notify(s.calls, ends)
		}
	}
}

// makeTemp makes the folder of temporary ones.
func (s *session) makeTemp() error {
	s.askForAll()
	return s.temp.make()
}

// open waits until all is prepared for scripts to run. It does not return when a
// signal has come before: the process is about to end.
func (s *session) open() {
	<-s.prepared
	if s.decided.Swap(true) {
		select {}
	}
}

func (s *session) watch(exit func(status int)) {
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
	exit(interrupted)
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

// end gives the signals back and removes the temporary folder.
func (s *session) end() {
	// After an interrupt the process is about to end: a second signal on the
	// way must not kill it with another status.
	if s.ctx.Err() == nil {
		go s.giveBack()
	}
	s.cancel()
	s.temp.remove()
}

// giveBack takes as long as prepare, and nobody has to wait for it. It waits for
// prepare itself, which would else ask for signals on a channel that is closed.
func (s *session) giveBack() {
	<-s.prepared
	s.asking.Lock()
	defer s.asking.Unlock()
	s.over = true
	signal.Stop(s.calls)
	signal.Stop(s.pipes)
	close(s.calls)
}
