// Reader is an outsider: it accepts a log of ours with other people's code only.
//
// The signature is checked by golang.org/x/mod and the cosignature by transparency-dev; tiles are
// read by x/mod, which checks each against the root. Every entry must be the leaf that the tiles
// hold, and the proofs that we made must hold by x/mod's arithmetic. It prints what it accepted.
//
// Usage: reader DIRECTORY VKEY [WITNESS-VKEY]
package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/transparency-dev/formats/log"
	witnesses "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Proofs is what we claim, beside the static files.
type proofs struct {
	Inclusion   []inclusion   `json:"inclusion"`
	Consistency []consistency `json:"consistency"`
}

type inclusion struct {
	Index int64    `json:"index"`
	Proof [][]byte `json:"proof"`
}

type consistency struct {
	Size  int64    `json:"size"`
	Root  []byte   `json:"root"`
	Proof [][]byte `json:"proof"`
}

type accepted struct {
	Origin       string `json:"origin"`
	Size         uint64 `json:"size"`
	Entries      int    `json:"entries"`
	Inclusion    int    `json:"inclusion"`
	Consistency  int    `json:"consistency"`
	Cosignatures int    `json:"cosignatures"`
}

// directory serves tiles from files, each under the path of C2SP's tlog-tiles.
type directory string

func (d directory) Height() int { return 8 }

func (d directory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		// x/mod writes the height into the path, which tlog-tiles has fixed at 8.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		read, err := os.ReadFile(filepath.Join(string(d), path))
		if errors.Is(err, fs.ErrNotExist) && tile.W < 256 {
			// Once a tile is full its beginnings need not be kept.
			full, _, _ := strings.Cut(path, ".p/")
			if read, err = os.ReadFile(filepath.Join(string(d), full)); err == nil {
				read = read[:tile.W*tlog.HashSize]
			}
		}
		if err != nil {
			return nil, err
		}
		all = append(all, read)
	}
	return all, nil
}

func (d directory) SaveTiles([]tlog.Tile, [][]byte) {}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	at := directory(arguments[0])
	verifier, err := note.NewVerifier(arguments[1])
	if err != nil {
		return fmt.Errorf("verifier key: %w", err)
	}
	var watching []note.Verifier
	for _, vkey := range arguments[2:] {
		witness, err := witnesses.NewVerifierForCosignatureV1(vkey)
		if err != nil {
			return fmt.Errorf("witness key: %w", err)
		}
		watching = append(watching, witness)
	}
	signed, err := os.ReadFile(filepath.Join(string(at), "checkpoint"))
	if err != nil {
		return err
	}
	head, _, opened, err := log.ParseCheckpoint(signed, verifier.Name(), verifier, watching...)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	said := accepted{Origin: head.Origin, Size: head.Size, Cosignatures: len(opened.Sigs) - 1}
	tree := tlog.Tree{N: int64(head.Size), Hash: tlog.Hash(head.Hash)}
	hashes := tlog.TileHashReader(tree, at)
	if said.Entries, err = entries(at, tree, hashes); err != nil {
		return err
	}
	if err := claims(at, tree, hashes, &said); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(said)
}

// Entries compares each entry of every bundle with the leaf that the tiles hold.
func entries(at directory, tree tlog.Tree, hashes tlog.HashReader) (int, error) {
	for first := int64(0); first < tree.N; first += 256 {
		tile := tlog.Tile{H: 8, L: -1, N: first / 256, W: int(min(256, tree.N-first))}
		path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
		bundle, err := os.ReadFile(filepath.Join(string(at), path))
		if err != nil {
			return 0, err
		}
		var indexes []int64
		var found []tlog.Hash
		for len(bundle) >= 2 {
			length := int(binary.BigEndian.Uint16(bundle))
			if len(bundle) < 2+length {
				return 0, fmt.Errorf("%s ends in the middle of an entry", path)
			}
			found = append(found, tlog.RecordHash(bundle[2:2+length]))
			bundle = bundle[2+length:]
			indexes = append(indexes, tlog.StoredHashIndex(0, first+int64(len(indexes))))
		}
		if len(found) != tile.W {
			return 0, fmt.Errorf("%s holds %d entries, not %d", path, len(found), tile.W)
		}
		leaves, err := hashes.ReadHashes(indexes)
		if err != nil {
			return 0, err
		}
		for i, leaf := range leaves {
			if leaf != found[i] {
				return 0, fmt.Errorf("entry %d is not the leaf", first+int64(i))
			}
		}
	}
	return int(tree.N), nil
}

// Claims checks our proofs, and that x/mod makes the same ones.
func claims(at directory, tree tlog.Tree, hashes tlog.HashReader, said *accepted) error {
	read, err := os.ReadFile(filepath.Join(string(at), "proofs.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var claimed proofs
	if err := errors.Join(err, json.Unmarshal(read, &claimed)); err != nil {
		return err
	}
	for _, each := range claimed.Inclusion {
		leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, each.Index)})
		if err != nil {
			return err
		}
		own, err := tlog.ProveRecord(tree.N, each.Index, hashes)
		if err != nil {
			return err
		}
		ours := tlog.RecordProof(nodes(each.Proof))
		err = tlog.CheckRecord(ours, tree.N, tree.Hash, each.Index, leaf[0])
		if err != nil || fmt.Sprint(own) != fmt.Sprint(ours) {
			return fmt.Errorf("inclusion of %d: %w", each.Index, err)
		}
		said.Inclusion++
	}
	for _, each := range claimed.Consistency {
		ours := tlog.TreeProof(nodes(each.Proof))
		err := tlog.CheckTree(ours, tree.N, tree.Hash, each.Size, tlog.Hash(each.Root))
		if err != nil {
			return fmt.Errorf("consistency with %d: %w", each.Size, err)
		}
		said.Consistency++
	}
	return nil
}

func nodes(proof [][]byte) []tlog.Hash {
	var all []tlog.Hash
	for _, node := range proof {
		all = append(all, tlog.Hash(node))
	}
	return all
}
