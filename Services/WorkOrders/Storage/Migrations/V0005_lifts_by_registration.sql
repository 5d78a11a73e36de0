-- After a merger a lift is in the area, and its orders under way are in the part: the registration code tells that it is the same one.
CREATE INDEX lift_registration_code_idx ON lift (registration_code);
