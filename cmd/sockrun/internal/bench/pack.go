package main

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// One call of struct.pack or struct.unpack, by the formats of short headers
// and of a long list: what the bytes of a message cost a script.

const packs = 2_000_000

// packed is a format with the values that are packed.
type packed struct {
	format, lua54 string
	args          string // the same in Lua and in Python; "" for a list of 256
	slow          int    // how many times fewer calls are made
}

func packedFormats() []packed {
	return []packed{
		{">IHBx16s", ">I4I2Bxc16", "1, 2, 3, s", 1},
		{"<qQd", "<i8I8d", "-5, 6, 1.5", 1},
		{"!HHI", ">I2I2I4", "1, 2, 3", 1},
		{">256H", ">" + strings.Repeat("I2", 256), "", 20},
	}
}

func packFigures(s *stage) ([]*figure, error) {
	var figures []*figure
	for _, way := range []string{"pack", "unpack"} {
		for i, p := range packedFormats() {
			f, err := p.figure(s, way, fmt.Sprintf("%s-%d", way, i))
			if err != nil {
				return nil, err
			}
			figures = append(figures, f)
		}
	}
	return figures, nil
}

func (p packed) figure(s *stage, way, name string) (*figure, error) {
	inLua := map[string]string{"pack": "local bytes = pack(%q, %s)", "unpack": "local a, b, c, d = unpack(%q, data) -- %s"}
	ours, err := p.write(s, "pack.yaml", name, p.format, "all(v)", inLua[way])
	if err != nil {
		return nil, err
	}
	python, err := p.write(s, "packs.py", name, p.format, "*v", map[string]string{"pack": "pack(%q, %s)", "unpack": "unpack(%q, data) # %s"}[way])
	if err != nil {
		return nil, err
	}
	peers := []*peer{
		{name: "raw Go", command: s.child("raw-pack", way, p.format)},
		{name: "sockrun", command: s.child("conversation", ours), goals: []goal{atLeast(0.5, "CPython")}},
		{name: "CPython"},
	}
	if s.python != "" {
		peers[2].command = []string{s.python, python}
	}
	if lua, err := exec.LookPath("lua5.4"); err == nil {
		script, err := p.write(s, "packs.lua", name, p.lua54, "all(v)", inLua[way])
		if err != nil {
			return nil, err
		}
		peers = append(peers, &peer{name: "Lua 5.4", command: []string{lua, script}})
		peers[1].goals = append(peers[1].goals, atLeast(0.8, "Lua 5.4"))
	}
	return &figure{title: fmt.Sprintf("struct.%s %q", way, p.format), unit: "calls/s", peers: peers}, nil
}

// write writes the script of a peer, with the call as a program has it: its
// arguments written out.
func (p packed) write(s *stage, script, name, format, all, call string) (string, error) {
	args := cmp.Or(p.args, all)
	return s.fill(script, name+filepath.Ext(script),
		"CALLS", strconv.Itoa(packs/p.slow), "FORMAT", format, "ARGS", args, "CALL", fmt.Sprintf(call, format, args))
}

// rawPack does by hand what the format says. A fresh slice for each struct is
// what a language with strings has to make.
func rawPack(args []string) (sample, error) {
	do, calls := rawCalls()[args[0]+args[1]], packs
	if do == nil {
		return sample{}, fmt.Errorf("no format %s", args[1])
	}
	if args[1] == ">256H" {
		calls /= 20
	}
	var made rawStruct
	began := time.Now()
	for i := range calls {
		made = do(i)
	}
	took := time.Since(began)
	if made.bytes == nil && made.list == nil && made.sum == 1 { // somebody has to look at it
		return sample{}, errors.New("nothing was made")
	}
	return sample{Value: float64(calls) / took.Seconds(), KiB: peakKiB()}, nil
}

// rawStruct is what one call makes.
type rawStruct struct {
	bytes []byte
	list  []uint16
	sum   uint64 // of the numbers
}

func rawCalls() map[string]func(int) rawStruct {
	be, le := binary.BigEndian, binary.LittleEndian
	text, list, data := []byte("0123456789abcdef"), make([]uint16, 256), make([]byte, 512)
	return map[string]func(int) rawStruct{
		"pack>IHBx16s": func(i int) rawStruct {
			b := be.AppendUint16(be.AppendUint32(make([]byte, 0, 24), uint32(i)), 2)
			return rawStruct{bytes: append(append(b, 3, 0), text...)}
		},
		"pack<qQd": func(i int) rawStruct {
			b := le.AppendUint64(le.AppendUint64(make([]byte, 0, 24), uint64(-i)), 6)
			return rawStruct{bytes: le.AppendUint64(b, math.Float64bits(1.5))}
		},
		"pack!HHI": func(i int) rawStruct {
			return rawStruct{bytes: be.AppendUint32(be.AppendUint16(be.AppendUint16(make([]byte, 0, 8), 1), 2), uint32(i))}
		},
		"pack>256H": func(int) rawStruct {
			b := make([]byte, 0, 512)
			for _, v := range list {
				b = be.AppendUint16(b, v)
			}
			return rawStruct{bytes: b}
		},
		"unpack>IHBx16s": func(int) rawStruct {
			sum := uint64(be.Uint32(data)) + uint64(be.Uint16(data[4:])) + uint64(data[6])
			return rawStruct{bytes: append([]byte(nil), data[8:24]...), sum: sum}
		},
		"unpack<qQd": func(int) rawStruct {
			return rawStruct{sum: le.Uint64(data) + le.Uint64(data[8:]) + uint64(math.Float64frombits(le.Uint64(data[16:])))}
		},
		"unpack!HHI": func(int) rawStruct {
			return rawStruct{sum: uint64(be.Uint16(data)) + uint64(be.Uint16(data[2:])) + uint64(be.Uint32(data[4:]))}
		},
		"unpack>256H": func(int) rawStruct {
			values := make([]uint16, 256)
			for i := range values {
				values[i] = be.Uint16(data[2*i:])
			}
			return rawStruct{list: values}
		},
	}
}
