// platformatic.mjs BOOTSTRAP TOPIC: see JavaProducer, which does the same with the Java client
import { createInterface } from 'node:readline'
import { Producer, stringSerializers } from '@platformatic/kafka'

const [bootstrap, topic] = process.argv.slice(2)
const producer = new Producer({
  clientId: 'platformatic',
  bootstrapBrokers: [bootstrap],
  serializers: stringSerializers
})

const sent = []
for await (const line of createInterface({ input: process.stdin })) {
  sent.push(
    producer.send({ messages: [{ topic, value: line }] }).then(
      ({ offsets: [at] }) => console.log(`ack ${at.partition} ${at.offset} ${line}`),
      error => console.log(`error ${line}: ${error} ${(error.errors ?? []).join(' ')}`)))
}
await Promise.all(sent)
await producer.close()
