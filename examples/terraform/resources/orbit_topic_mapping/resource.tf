resource "orbit_topic_mapping" "orders" {
  link           = "prod"
  source_topic   = "orders"
  auto_migration = { enable = true }
  topic_config   = { "retention.ms" = "604800000" }
}

# tried after those with a lower priority
resource "orbit_topic_mapping" "audit" {
  link               = "prod"
  priority           = 10
  source_regex       = "audit\\..*"
  destination_prefix = "old-"
}
