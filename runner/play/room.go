package play

import "time"

// room is that of the memory. Whoever is refused waits until the scenario has
// stopped, which is about to: it is to be found where it asked, and not to go
// on.
func (p *play) room(bytes int) error {
	err := p.options.Common.Memory.Room(bytes)
	if err != nil {
		select {
		case <-p.ctx.Done():
		case <-time.After(grace):
		}
	}
	return err
}
