package main

// The smallest useful run: what a process costs before it does anything.

func startupFigures(s *stage) ([]*figure, error) {
	file, err := s.write("one.yaml")
	if err != nil {
		return nil, err
	}
	hello, err := s.build("hello.go", "build")
	if err != nil {
		return nil, err
	}
	goals := []goal{atMost(3, "Go hello world"), memoryAtMost(14 << 10)}
	return []*figure{{title: "one trivial scenario", unit: "ms", repeat: 15, peers: []*peer{
		{name: "Go hello world", command: s.timed(hello)},
		{name: "sockrun", command: s.timed(s.sockrun, file), goals: goals},
		{name: "pytest", command: s.pytestCommand("test_one.py")},
	}}}, nil
}
