# The source cluster, unchanged, without authentication.
resource "orbit_link" "source" {
  name = "quickstart"

  source_bootstrap_brokers = [
    { hostname = var.source_hostname, port = var.source_port },
  ]

  # With what producers are forwarded to the source: nothing, it wants no authentication.
  auto_migration_source_cluster_credentials = {}
}

# Both topics are mirrored, record by record and offset by offset.
resource "orbit_topic_mapping" "orders" {
  link           = orbit_link.source.name
  source_topic   = "orders"
  auto_migration = { enable = var.proxy }
}

resource "orbit_topic_mapping" "payments" {
  link           = orbit_link.source.name
  source_topic   = "payments"
  auto_migration = { enable = var.proxy }
}

# The cutover. An apply returns when both topics are COMPLETE.
resource "orbit_auto_migration" "cutover" {
  count = var.migrate ? 1 : 0

  link = orbit_link.source.name
  topics = [
    orbit_topic_mapping.orders.destination_topic,
    orbit_topic_mapping.payments.destination_topic,
  ]
}
