//! PURE. Who may do what where.
