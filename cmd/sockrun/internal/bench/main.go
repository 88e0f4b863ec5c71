// Command bench measures sockrun beside raw Go, and CPython where python3 is
// installed, and says which of the targets are reached.
//
// Each figure is a piece of work that several peers do. A peer is a process
// of its own that prints what it has measured as one line of JSON: this
// program again with -child, a Python script, or a whole command whose time
// is taken. Peers run in turn for several rounds, each round in the opposite
// order of the one before, because the speed of a machine changes from minute
// to minute: compare the ratios, which are medians of the ratios within each
// round, rather than the numbers of different runs.
//
// One file holds one figure; scripts and sources of the peers are in peers/.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	rounds := flag.Int("rounds", 5, "how many times each peer runs")
	only := flag.String("only", "", "only these figures: `NAME,...`")
	sockrun := flag.String("sockrun", "bin/sockrun", "the `FILE` to measure")
	profiles := flag.String("profiles", "", "write a processor profile of each peer that runs sockrun's code in its own process into this existing `FOLDER`")
	child := flag.String("child", "", "be the peer of this `NAME`; for bench itself")
	flag.Parse()
	err := errors.New("rounds must be 1 or more")
	switch {
	case *child != "":
		err = runChild(*child, *profiles, flag.Args())
	case *rounds > 0:
		err = bench(*sockrun, *profiles, *rounds, *only)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench measures the chosen figures and prints the table.
func bench(sockrun, profiles string, rounds int, only string) error {
	s, err := newStage(sockrun, profiles)
	if err != nil {
		return err
	}
	defer s.close()
	figures, err := choose(s, only)
	if err != nil {
		return err
	}
	for _, f := range figures {
		fmt.Fprintln(os.Stderr, "measuring", f.title)
		if err := f.measure(rounds); err != nil {
			return err
		}
	}
	printTable(os.Stdout, figures)
	return nil
}

// choose prepares the figures whose names are in only, all when it is "".
func choose(s *stage, only string) ([]*figure, error) {
	var chosen []*figure
	for _, f := range allFigures() {
		if only != "" && !strings.Contains(","+only+",", ","+f.name+",") {
			continue
		}
		prepared, err := f.prepare(s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
		for _, p := range prepared {
			p.name = f.name
		}
		chosen = append(chosen, prepared...)
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("no figure is named %s", only)
	}
	return chosen, nil
}

// named is a group of figures as -only knows it.
type named struct {
	name    string
	prepare func(*stage) ([]*figure, error)
}

func allFigures() []named {
	return []named{
		{"pingpong", pingPongFigures},
		{"struct", structFigures},
		{"tls", tlsFigures},
		{"pack", packFigures},
		{"bulk", bulkFigures},
		{"connections", connectionsFigures},
		{"connect", connectFigures},
		{"datagrams", datagramsFigures},
		{"unix", unixFigures},
		{"select", selectFigures},
		{"idle", idleFigures},
		{"hmac", hmacFigures},
		{"header", headerFigures},
		{"json", jsonFigures},
		{"pattern", patternFigures},
		{"file", fileFigures},
		{"suite", suiteFigures},
		{"many", manyFigures},
		{"startup", startupFigures},
		{"deadlock", deadlockFigures},
		{"interrupt", interruptFigures},
		{"vm", vmFigures},
		{"sim", simFigures},
	}
}
