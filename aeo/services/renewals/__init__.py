"""What begins with the answers of a granted application: taken over, marked, confirmed."""
