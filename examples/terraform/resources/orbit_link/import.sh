terraform import orbit_link.prod 'prod'
