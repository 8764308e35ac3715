data "orbit_links" "all" {}

check "links_are_well" {
  assert {
    condition     = alltrue([for link in data.orbit_links.all.links : link.error == null])
    error_message = join(" ", [for link in data.orbit_links.all.links : "${link.name}: ${link.error}" if link.error != null])
  }
}
