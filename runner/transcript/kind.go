package transcript

// Kind says what an Entry is about.
type Kind uint8

// The kinds of entries. Data is what crossed the socket; the others are what
// happened to it.
const (
	Data        Kind = iota
	Bind             // got a local address
	Listen           // accepts connections from now on
	Connect          // got a peer, or has failed to
	Accept           // was made by accepting
	Shutdown         // the owner ended a direction
	EndOfStream      // the peer has ended its direction
	Failure          // a read or write met an error other than a timeout
	Close            // closed by its owner
	Reset            // closed by its owner so that the peer sees a reset
	Secured          // encrypts from now on; what is recorded is what was decrypted
	Cut              // its owner has taken a part of a datagram; the rest is lost
)

// String returns the kind in words: "end of stream".
func (k Kind) String() string {
	switch k {
	case Data:
		return "data"
	case Bind:
		return "bind"
	case Listen:
		return "listen"
	case Connect:
		return "connect"
	case Accept:
		return "accept"
	case Shutdown:
		return "shutdown"
	case EndOfStream:
		return "end of stream"
	case Failure:
		return "error"
	case Close:
		return "close"
	case Reset:
		return "reset"
	case Secured:
		return "secured"
	case Cut:
		return "cut"
	}
	return "unknown"
}
