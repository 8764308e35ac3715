data "orbit_events" "orders" {
  topic_names = ["orders"]
}

output "what_happened_to_orders" {
  value = [for event in data.orbit_events.orders.events : "${event.time} ${event.event}"]
}
