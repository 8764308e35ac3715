resource "orbit_link" "prod" {
  name = "prod"
  source_bootstrap_brokers = [
    { hostname = "kafka-1.example.com", port = 9094 },
    { hostname = "kafka-2.example.com", port = 9094 },
  ]

  # names of the agents' environment variables
  source_cluster_credentials = {
    sasl_mechanism    = "scram-512"
    sasl_username_env = "ORBIT_SOURCE_USERNAME"
    sasl_password_env = "ORBIT_SOURCE_PASSWORD"
    use_tls           = true
  }
  auto_migration_source_cluster_credentials = {
    sasl_mechanism    = "scram-512"
    sasl_username_env = "ORBIT_PROXY_USERNAME"
    sasl_password_env = "ORBIT_PROXY_PASSWORD"
    use_tls           = true
  }

  consumer_groups = {
    copy_offsets_enabled = true
    exclude              = ["test-.*"]
  }
}
