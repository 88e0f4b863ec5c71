package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// session is the time in which scripts run: signals end it, and nothing of it
// is left behind.
type session struct {
	ctx    context.Context // cancelled by the first SIGINT or SIGTERM
	cancel context.CancelFunc
	temp   string // folder of all temporary folders
	calls  chan os.Signal
	pipes  chan os.Signal
}

// begin starts a session; the caller ends it. From the second signal on it is
// at an end at once: the process exits.
func (a *app) begin() (*session, error) {
	temp, err := os.MkdirTemp("", "sockrun-")
	if err != nil {
		return nil, err
	}
	s := &session{temp: temp, calls: make(chan os.Signal, 2), pipes: make(chan os.Signal, 1)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	signal.Notify(s.calls, os.Interrupt, syscall.SIGTERM)
	// When nobody reads stdout any more the run still has to clean up.
	signal.Notify(s.pipes, syscall.SIGPIPE)
	go s.watch()
	return s, nil
}

func (s *session) watch() {
	if _, ok := <-s.calls; !ok {
		return
	}
	s.cancel()
	if _, ok := <-s.calls; !ok {
		return
	}
	os.RemoveAll(s.temp)
	os.Exit(interrupted)
}

// end gives the signals back and removes the temporary folder.
func (s *session) end() {
	signal.Stop(s.calls)
	signal.Stop(s.pipes)
	close(s.calls)
	s.cancel()
	os.RemoveAll(s.temp)
}
