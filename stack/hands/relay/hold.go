package main

import (
	"bytes"
	"fmt"
	"os"
	"time"
)

// How often it is looked whether the container still lives: its network would live on with who is in it.
const look = 100 * time.Millisecond

// A packet under way: in the kernel, by its number, or with us.
type held struct {
	id      uint32
	content []byte
	due     time.Time
}

type relay struct {
	queue   queue
	sender  sender
	waiting []held
}

// Holds every packet that is handed over for so long, until the table is removed or the process is gone.
func hold(delay time.Duration, process, table string) error {
	life, err := lifeOf(process)
	if err != nil {
		return err
	}
	tables, err := watchTables()
	if err != nil {
		return err
	}
	sender, err := openSender()
	if err != nil {
		return err
	}
	queue, err := openQueue()
	if err != nil {
		return err
	}
	r := relay{queue: queue, sender: sender}
	arrived, over := make(chan held, 1024), make(chan error, 2)
	go func() {
		over <- queue.packets(func(id uint32, content []byte) {
			one := held{id: id, due: time.Now().Add(delay)}
			if sender.canSend(content) && queue.take(id) == nil {
				one.content = bytes.Clone(content)
			}
			arrived <- one
		})
	}()
	go func() { over <- untilRemoved(tables, table) }()
	if err := addRule(table); err != nil {
		return err
	}
	fmt.Println("holding")

	due, looking := time.NewTimer(delay), time.NewTicker(look)
	for {
		select {
		case one := <-arrived:
			if len(r.waiting) == 0 {
				due.Reset(time.Until(one.due))
			}
			r.waiting = append(r.waiting, one)
		case now := <-due.C:
			if err := r.releaseUntil(now); err != nil {
				return err
			}
			if len(r.waiting) > 0 {
				due.Reset(time.Until(r.waiting[0].due))
			}
		case <-looking.C:
			if now, err := lifeOf(process); err != nil || now != life {
				return nil
			}
		case err := <-over:
			// What is under way is late no longer, and not lost.
			_ = r.releaseUntil(time.Now().Add(delay))
			return err
		}
	}
}

// Lets go what is due, in the order in which it was sent.
func (r *relay) releaseUntil(now time.Time) error {
	for len(r.waiting) > 0 && !r.waiting[0].due.After(now) {
		one := r.waiting[0]
		r.waiting = r.waiting[1:]
		if one.content != nil {
			r.sender.send(one.content)
		} else if err := r.queue.release(one.id); err != nil {
			return err
		}
	}
	return nil
}

// Tells one process from the next of the same number: the network in which it lives, and none once it has ended.
func lifeOf(process string) (string, error) { return os.Readlink(process + "/ns/net") }

// Whether the kernel lets packets be held: in a network in which nobody is.
func try(table string) error {
	if _, err := openSender(); err != nil {
		return err
	}
	if _, err := openQueue(); err != nil {
		return err
	}
	return addRule(table)
}
