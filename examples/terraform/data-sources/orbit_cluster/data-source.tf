data "orbit_cluster" "destination" {}

check "three_agents" {
  assert {
    condition     = length(data.orbit_cluster.destination.agents) == 3
    error_message = "An agent of ${data.orbit_cluster.destination.cluster_id} is away."
  }
}
