data "orbit_migrations" "prod" {
  link = "prod"
}

output "still_at_the_source" {
  value = sum(values(data.orbit_migrations.prod.counts)) - data.orbit_migrations.prod.counts["COMPLETE"]
}
