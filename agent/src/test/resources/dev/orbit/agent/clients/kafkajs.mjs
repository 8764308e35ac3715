// kafkajs.mjs BOOTSTRAP TOPIC: see JavaProducer, which does the same with the Java client
import { createInterface } from 'node:readline'
import kafkajs from 'kafkajs'

const [bootstrap, topic] = process.argv.slice(2)
const producer = new kafkajs.Kafka({ brokers: [bootstrap] }).producer()
await producer.connect()

const sent = []
for await (const line of createInterface({ input: process.stdin })) {
  sent.push(
    producer.send({ topic, messages: [{ value: line }] }).then(
      ([answer]) => console.log(`ack ${answer.partition} ${answer.baseOffset} ${line}`),
      error => console.log(`error ${line}: ${error}`)))
}
await Promise.all(sent)
await producer.disconnect()
