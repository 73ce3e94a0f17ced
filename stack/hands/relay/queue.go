package main

import (
	"syscall"
)

// The kernel's queue of packets for programs: linux/netfilter/nfnetlink_queue.h.
const (
	queueNumber = 0xb1ac

	messagePacket       = 0
	messageVerdict      = 1
	messageConfigure    = 2
	messageVerdictBatch = 3

	packetHeader  = 1
	packetContent = 10

	verdictHeader = 2
	drop          = 0
	accept        = 1

	configureCommand = 1
	configureCopying = 2
	configureLength  = 3
	bind             = 1
	copyWhole        = 2
	mostBytes        = 0xffff

	// So many packets may be held at once; what comes then is dropped, as by any queue that is full.
	longest = 65_536
	// For what the kernel tells of them, in bytes.
	buffer = 32 << 20

	soRcvbufforce = 33
)

type queue struct{ connection }

// From now on the kernel tells this queue of the packets that a rule hands over.
func openQueue() (queue, error) {
	c, err := open()
	if err != nil {
		return queue{}, err
	}
	if err := syscall.SetsockoptInt(c.socket, syscall.SOL_SOCKET, soRcvbufforce, buffer); err != nil {
		return queue{}, err
	}
	configure := func(what string, inside ...[]byte) error {
		return c.ask(message(subsystemQueue, messageConfigure, syscall.NLM_F_ACK, 0, queueNumber, inside...), what)
	}
	if err := configure("the kernel hands packets over", attribute(configureCommand, bind, 0, 0, 0)); err != nil {
		return queue{}, err
	}
	return queue{c}, configure("packets are held",
		attribute(configureCopying, append(network.AppendUint32(nil, mostBytes), copyWhole)...),
		number(configureLength, longest))
}

// Tells of every packet, its number and what is in it; they come in the order in which they were sent.
func (q queue) packets(tell func(id uint32, content []byte)) error {
	for {
		messages, err := q.receive()
		if err != nil {
			return err
		}
		for _, one := range messages {
			if one.Header.Type != subsystemQueue<<8|messagePacket {
				continue
			}
			if header := find(one.Data, packetHeader); len(header) >= 4 {
				tell(network.Uint32(header), find(one.Data, packetContent))
			}
		}
	}
}

// Lets a packet go, and all before it of which nothing was said yet.
func (q queue) release(id uint32) error { return q.say(messageVerdictBatch, id, accept) }

// The kernel forgets a packet: who has sent it takes it for under way.
func (q queue) take(id uint32) error { return q.say(messageVerdict, id, drop) }

func (q queue) say(command uint16, id, verdict uint32) error {
	content := network.AppendUint32(network.AppendUint32(nil, verdict), id)
	return q.send(message(subsystemQueue, command, 0, 0, queueNumber, attribute(verdictHeader, content...)))
}
