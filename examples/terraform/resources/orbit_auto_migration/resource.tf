# an apply of this cuts the topics over, which cannot be undone
resource "orbit_auto_migration" "orders" {
  link                 = "prod"
  topics               = ["orders", "payments"]
  max_time_lag_seconds = 30
}
