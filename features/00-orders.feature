Feature: §0 Orders: slices, price, cancel and replace, smaller clips, orders of others
  O-1 sells 120 SPY puts to open. O-2 buys 7 back at Level 3, O-3 buys 7 back without haste. The market is $2.68 to $2.72, so that
  mid is $2.70; 5% worse is $2.57 for a sale and $2.83 for a purchase, to the tick.

  Rule: An order above 50 contracts is sent in slices of at most 50, one after the other

    Background:
      Given the facts of "facts/orders.yaml"

    @ORDER-03 @ORDER-06 @ORDER-08 @R-20
    Scenario Outline: An order of <quantity> contracts begins with a slice of <slice>
      Given the quantity of order O-1 is <quantity>
      When the law decides
      Then the clip of order O-1 is <slice>
      And it is intended to send a slice of order O-1 because of ORDER-06 and ORDER-08 with:
        | quantity | <slice> |
        | limit    | $2.70   |

      Examples:
        | quantity | slice |
        | 1        | 1     |
        | 49       | 49    |
        | 50       | 50    |
        | 51       | 50    |
        | 120      | 50    |

    @ORDER-06 @ORDER-07 @R-20
    Scenario Outline: Of 120 contracts <filled> are filled: the next slice has <slice>
      Given the contracts filled of order O-1 is <filled>
      When the law decides
      Then it is intended to send a slice of order O-1 with:
        | quantity | <slice> |
      And it is intended to send an exit slice of order O-3 with:
        | quantity | 7     |
        | limit    | $2.70 |
      And it is not proposed to send a slice of order O-3
      And it is not proposed to send an exit slice of order O-1
      And ORDER-06 decides for order O-1
      And ORDER-07 decides for order O-3

      Examples:
        | filled | slice |
        | 50     | 50    |
        | 70     | 50    |
        | 71     | 49    |
        | 119    | 1     |

    @ORDER-07 @R-20
    Scenario: Of an exit of 7 contracts 3 are filled
      Given the contracts filled of order O-3 is 3
      When the law decides
      Then it is intended to send an exit slice of order O-3 with:
        | quantity | 4 |

    @ORDER-01 @ORDER-M3 @ORDER-06 @ORDER-07
    Scenario: All contracts are filled: the orders are over
      Given the contracts filled of order O-1 is 120
      And the contracts filled of order O-3 is 7
      When the law decides
      Then the status of order O-1 is filled
      And the status of order O-3 is filled
      And the status of order O-2 is waiting
      And ORDER-M3 decides for order O-1
      And ORDER-M3 does not decide for order O-2
      And ORDER-06 does not decide for order O-1
      And ORDER-07 does not decide for order O-3

    @ORDER-06 @ORDER-07
    Scenario: The same slice is not sent twice while one waits for it
      When the law decides
      Then it is proposed to send a slice of order O-1
      And it is proposed to send an exit slice of order O-3
      Given it is 2026-04-16 at 10:00:01
      When the law decides
      Then it is not proposed to send a slice of order O-1
      And it is not proposed to send an exit slice of order O-3

    @ORDER-10 @R-20
    Scenario Outline: A clip of <clip> contracts
      Given the quantity of order O-1 is 400
      And so far the clip of order O-1 is <clip>
      When the law decides
      Then it is <verdict> to send a slice of order O-1
      And ORDER-10 <decides> for order O-1

      Examples:
        | clip | verdict      | decides         |
        | 50   | intended     | does not decide |
        | 51   | not intended | decides         |

  Rule: A slice waits for the broker; while one is there, no other one is sent

    Background:
      Given the facts of "facts/orders-working.yaml"

    @ORDER-01 @ORDER-M1 @ORDER-06 @ORDER-07
    Scenario: A slice was sent
      When the law decides
      Then the status of order O-1 is working
      And the status of slice S-1 is sent
      And ORDER-M1 decides for order O-1
      And ORDER-M1 does not decide for order O-4
      And ORDER-06 does not decide for order O-1
      And ORDER-07 does not decide for order O-3

    @SLICE-01 @SLICE-M1
    Scenario: The broker has acknowledged one of two slices
      Given slice S-1 is acknowledged
      When the law decides
      Then the status of slice S-1 is acknowledged
      And the status of slice S-3 is sent
      And SLICE-M1 decides for slice S-1
      And SLICE-M1 does not decide for slice S-3

    @SLICE-01 @SLICE-M2
    Scenario Outline: Of a slice of 50, <filled> are filled
      Given the contracts filled of slice S-1 is <filled>
      When the law decides
      Then the status of slice S-1 is <status>
      And SLICE-M2 <decides> for slice S-1

      Examples:
        | filled | status | decides         |
        | 49     | sent   | does not decide |
        | 50     | filled | decides         |

    @SLICE-M2
    Scenario: An acknowledged slice is filled, and so is one that was in doubt
      Given so far the status of slice S-1 is acknowledged
      And so far the status of slice S-3 is in doubt
      And the contracts filled of slice S-1 is 50
      And the contracts filled of slice S-3 is 7
      When the law decides
      Then the status of slice S-1 is filled
      And the status of slice S-3 is filled

    @ORDER-M2 @ORDER-06 @SLICE-M2
    Scenario: When a slice is filled, the order sends the next one
      Given so far the status of order O-1 is working
      And the contracts filled of slice S-1 is 50
      And the contracts filled of order O-1 is 50
      When the law decides
      Then the status of order O-1 is waiting
      And ORDER-M2 decides for order O-1
      And ORDER-M2 does not decide for order O-3
      And it is intended to send a slice of order O-1 with:
        | quantity | 50 |

    @ORDER-M3 @SLICE-M2
    Scenario: A working order that is filled is over, and one in doubt as well
      Given so far the status of order O-1 is working
      And so far the status of order O-3 is in doubt
      And so far the status of slice S-3 is in doubt
      And the contracts filled of order O-1 is 120
      And the contracts filled of order O-3 is 7
      When the law decides
      Then the status of order O-1 is filled
      And the status of order O-3 is filled

  Rule: A slice that was neither acknowledged nor filled for 3 seconds is replaced once, at the worst price accepted, and then cancelled

    Background:
      Given the facts of "facts/orders-working.yaml"
      And slice S-1 is acknowledged

    @SLICE-02 @SLICE-03 @SLICE-04 @SLICE-05 @ORDER-05 @R-20 @R-42
    Scenario Outline: <seconds> seconds after it was last heard of
      Given it is 2026-04-16 at 10:00:0<seconds>
      When the law decides
      Then it is <proposed> to replace slice S-1
      And it is <proposed> to replace slice S-3
      And SLICE-02 <decides> for slice S-1
      And SLICE-04 <decides> for slice S-1
      And it is not proposed to cancel slice S-1

      Examples:
        | seconds | proposed     | decides         |
        | 2       | not proposed | does not decide |
        | 3       | proposed     | decides         |

    @SLICE-03 @SLICE-04 @ORDER-05 @R-20 @R-42
    Scenario: The replacement of a sale asks the worst price accepted, that of a purchase offers it
      Given it is 2026-04-16 at 10:00:03
      When the law decides
      Then it is intended to replace slice S-1 because of SLICE-04 and SLICE-06 with:
        | limit   | $2.57 |
        | version | 2     |
      And it is intended to replace slice S-3 with:
        | limit   | $2.83 |
        | version | 2     |
      And SLICE-03 decides for slice S-1

    @SLICE-04
    Scenario: It is replaced once, and again only after it was heard of
      Given it is 2026-04-16 at 10:00:03
      When the law decides
      Then it is proposed to replace slice S-1
      Given it is 2026-04-16 at 10:00:04
      When the law decides
      Then it is not proposed to replace slice S-1

    @SLICE-03 @SLICE-04 @SLICE-05 @R-42
    Scenario Outline: Version <version> is overdue
      Given the version of slice S-1 is <version>
      And so far the newest version of slice S-1 is <version>
      And it is 2026-04-16 at 10:00:03
      When the law decides
      Then it is <replaced> to replace slice S-1
      And it is <cancelled> to cancel slice S-1
      And SLICE-03 <replaces> for slice S-1
      And SLICE-05 <cancels> for slice S-1

      Examples:
        | version | replaced     | cancelled    | replaces        | cancels         |
        | 1       | proposed     | not proposed | decides         | does not decide |
        | 2       | not proposed | proposed     | does not decide | decides         |

    @SLICE-03 @SLICE-04 @SLICE-05 @R-42
    Scenario Outline: The worst price accepted for a purchase is $2.83, and its slice offers <limit>: it is <done>
      Given the facts of slice S-3 are:
        | limit | <limit> |
      And it is 2026-04-16 at 10:00:03
      When the law decides
      Then it is <replaced> to replace slice S-3
      And it is <cancelled> to cancel slice S-3
      And SLICE-03 <replaces> for slice S-3

      Examples: A replacement at the price that it has would change nothing
        | limit | done      | replaced     | cancelled    | replaces        |
        | $2.82 | replaced  | intended     | not proposed | decides         |
        | $2.83 | cancelled | not proposed | intended     | does not decide |
        | $2.84 | replaced  | intended     | not proposed | decides         |

    @SLICE-05
    Scenario Outline: Version 2, <seconds> seconds after it was last heard of
      Given the version of slice S-3 is 2
      And it is 2026-04-16 at 10:00:0<seconds>
      When the law decides
      Then it is <verdict> to cancel slice S-3

      Examples:
        | seconds | verdict      |
        | 2       | not intended |
        | 3       | intended     |

    @SLICE-04 @SLICE-05
    Scenario: The broker has refused the replacement: the slice is cancelled
      Given it is 2026-04-16 at 10:00:04
      And replace slice rejected happens in slice S-1 with:
        | limit   | $2.57 |
        | version | 2     |
      When the law decides
      Then it is not proposed to replace slice S-1
      And it is intended to cancel slice S-1 because of SLICE-05 and SLICE-07

    @SLICE-04 @SLICE-05
    Scenario: A refusal before the slice was last heard of is of the past
      Given on Thursday 16 April 2026 at 9:59:59, a replace slice rejected happened in slice S-1 with:
        | limit   | $2.57 |
        | version | 2     |
      And it is 2026-04-16 at 10:00:04
      When the law decides
      Then it is intended to replace slice S-1
      And it is not proposed to cancel slice S-1

    @SLICE-05
    Scenario: Cancelling is tried again when it was refused, and not while it is under way
      Given the version of slice S-3 is 2
      And it is 2026-04-16 at 10:00:03
      When the law decides
      Then it is proposed to cancel slice S-3
      Given it is 2026-04-16 at 10:00:05
      When the law decides
      Then it is not proposed to cancel slice S-3
      Given cancel slice rejected happens in slice S-3
      When the law decides
      Then it is proposed to cancel slice S-3

    @SLICE-04 @SLICE-05 @SLICE-06
    Scenario Outline: The broker <answers>: replacing needs an answer, cancelling does not
      Given broker is up is <up>
      And the version of slice S-3 is 2
      And it is 2026-04-16 at 10:00:03
      When the law decides
      Then it is <replaced> to replace slice S-1
      And it is intended to cancel slice S-3
      And SLICE-06 <decides> for slice S-1
      And SLICE-07 decides for order O-3

      Examples:
        | answers               | up      | replaced     | decides         |
        | answers               | yes     | intended     | decides         |
        | does not answer       | no      | not intended | does not decide |
        | is said nothing about | unknown | not intended | does not decide |

    @SLICE-04 @SLICE-05
    Scenario Outline: A slice that is <status> is neither replaced nor cancelled, version <version>
      Given so far the status of slice S-1 is <status>
      And the version of slice S-1 is <version>
      And it is 2026-04-16 at 10:00:03
      When the law decides
      Then it is not proposed to replace slice S-1
      And it is not proposed to cancel slice S-1

      Examples:
        | status    | version |
        | filled    | 1       |
        | cancelled | 1       |
        | rejected  | 1       |
        | filled    | 2       |
        | cancelled | 2       |
        | rejected  | 2       |

    @SLICE-08 @SLICE-09 @SLICE-10
    Scenario: A replaced slice keeps its client id and has a higher version
      When the law decides
      Then SLICE-10 decides for slice S-1
      Given the version of slice S-1 is 2
      When the law decides
      Then the newest version of slice S-1 is 2
      And SLICE-09 decides for slice S-1
      And SLICE-09 does not decide for slice S-3
      And SLICE-10 decides for slice S-1

    @SLICE-08 @SLICE-10
    Scenario Outline: A slice with <change> breaks the promise
      When the law decides
      Then the first client id of slice S-1 is A-gen-0416-1
      And SLICE-08 decides for slice S-1
      Given the version of slice S-1 is 2
      When the law decides
      Then SLICE-10 decides for slice S-1
      And SLICE-08 does not decide for slice S-1
      Given the client id of slice S-1 is <client id>
      And the version of slice S-1 is <version>
      When the law decides
      Then SLICE-10 does not decide for slice S-1
      And the first client id of slice S-1 is A-gen-0416-1

      Examples:
        | change           | client id    | version |
        | a new client id  | A-gen-0416-9 | 2       |
        | an older version | A-gen-0416-1 | 1       |

    @SLICE-02 @SLICE-03 @SLICE-04 @R-23
    Scenario Outline: A slice of an exit of Level 3, version <version>, <seconds> seconds after it was last heard of
      Given the version of slice S-2 is <version>
      And it is 2026-04-16 at 10:00:0<seconds>
      And the ask of SPY-684-PUT is $2.80
      When the law decides
      Then it is <verdict> to replace slice S-2
      And it is not proposed to cancel slice S-2

      Examples:
        | version | seconds | verdict      |
        | 1       | 0       | not intended |
        | 1       | 1       | intended     |
        | 7       | 1       | intended     |

    @ORDER-06
    Scenario: A slice was filled: the order sends another one
      When the law decides
      Then the status of order O-1 is working
      Given the contracts filled of slice S-1 is 50
      And the contracts filled of order O-1 is 50
      And it is 2026-04-16 at 10:00:01
      When the law decides
      Then it is intended to send a slice of order O-1
      Given these slices:
        | slice | order | client id    | version | quantity | limit | contracts filled | last heard of             | acknowledged | cancelled | rejected | known to broker |
        | S-9   | O-1   | A-gen-0416-9 | 1       | 50       | $2.70 | 0                | 2026-04-16T10:00:01-04:00 | yes          | no        | no       | yes             |
      And it is 2026-04-16 at 10:00:02
      When the law decides
      Then it is not proposed to send a slice of order O-1
      Given the contracts filled of slice S-9 is 50
      And the contracts filled of order O-1 is 100
      And it is 2026-04-16 at 10:00:03
      When the law decides
      Then it is intended to send a slice of order O-1 with:
        | quantity | 20 |

    @ORDER-07
    Scenario: A slice of an exit was cancelled: half of it is sent
      Given slice S-3 is cancelled
      When the law decides
      Then the status of order O-3 is waiting
      Given it is 2026-04-16 at 10:00:01
      When the law decides
      Then the clip of order O-3 is 3
      Given these slices:
        | slice | order | client id    | version | quantity | limit | contracts filled | last heard of             | acknowledged | cancelled | rejected | known to broker |
        | S-9   | O-3   | A-gen-0416-9 | 1       | 7        | $2.70 | 0                | 2026-04-16T10:00:01-04:00 | yes          | no        | no       | yes             |
      When the law decides
      Then the status of order O-3 is working
      Given slice S-9 is cancelled
      And it is 2026-04-16 at 10:00:02
      When the law decides
      Then it is not proposed to send an exit slice of order O-3
      Given it is 2026-04-16 at 10:00:03
      When the law decides
      Then the clip of order O-3 is 1
      And it is intended to send an exit slice of order O-3 with:
        | quantity | 1 contract |

    @SLICE-04 @R-23
    Scenario: A slice of an exit of Level 3 is priced anew each second
      Given it is 2026-04-16 at 10:00:01
      When the law decides
      Then it is proposed to replace slice S-2
      Given the facts of slice S-2 are:
        | version       | 2                         |
        | limit         | $2.72                     |
        | last heard of | 2026-04-16T10:00:01-04:00 |
      When the law decides
      Then it is not proposed to replace slice S-2
      Given it is 2026-04-16 at 10:00:02
      And the ask of SPY-684-PUT is $2.75
      When the law decides
      Then it is proposed to replace slice S-2 with:
        | limit   | $2.75 |
        | version | 3     |

    @SLICE-03 @SLICE-04 @SLICE-05 @R-23 @R-42
    Scenario: While the far touch stays where it is, an exit of Level 3 is neither replaced nor cancelled
      Given the facts of slice S-2 are:
        | version | 7     |
        | limit   | $2.72 |
      And it is 2026-04-16 at 10:00:09
      When the law decides
      Then it is not proposed to replace slice S-2
      And it is not proposed to cancel slice S-2
      And SLICE-03 decides for slice S-2
      Given the ask of SPY-684-PUT is $2.71
      When the law decides
      Then it is intended to replace slice S-2 with:
        | limit   | $2.71 |
        | version | 8     |

    @SLICE-08
    Scenario: What has version 0 was not sent yet
      Given the version of slice S-3 is 0
      When the law decides
      Then slice S-3 is not sent once
      And slice S-1 is sent once
      And SLICE-08 does not decide for slice S-3

  Rule: Of a slice in doubt nobody knows whether the broker has it: its order waits, and it is cancelled

    Background:
      Given the facts of "facts/orders-working.yaml"
      And the known to broker of slice S-1 is unknown

    @SLICE-M5 @ORDER-M5
    Scenario Outline: <seconds> seconds after it was sent, and the broker does not say whether it has it
      Given it is 2026-04-16 at 10:00:0<seconds>
      When the law decides
      Then the status of slice S-1 is <slice>
      And the status of order O-1 is <order>
      And SLICE-M5 <decides> for slice S-1
      And ORDER-M5 <decides> for order O-1
      And SLICE-M5 does not decide for slice S-3

      Examples:
        | seconds | slice    | order    | decides         |
        | 2       | sent     | working  | does not decide |
        | 3       | in doubt | in doubt | decides         |

    @SLICE-M1 @SLICE-M5
    Scenario: It is acknowledged, though nobody can say more of it
      Given slice S-1 is acknowledged
      And it is 2026-04-16 at 10:00:03
      When the law decides
      Then the status of slice S-1 is acknowledged
      And SLICE-M5 does not decide for slice S-1

    @ORDER-M4
    Scenario: An order in doubt is not given up, however many clips failed
      Given so far the status of slice S-1 is in doubt
      And on Thursday 16 April 2026 at 9:50, a clip failed happened in order O-1 with:
        | clip | 50 |
      And on Thursday 16 April 2026 at 9:51, a clip failed happened in order O-1 with:
        | clip | 25 |
      And on Thursday 16 April 2026 at 9:52, a clip failed happened in order O-1 with:
        | clip | 12 |
      And on Thursday 16 April 2026 at 9:53, a clip failed happened in order O-1 with:
        | clip | 6 |
      When the law decides
      Then the clips that failed of order O-1 is 4
      And the status of order O-1 is in doubt
      And ORDER-M4 does not decide for order O-1

    @ORDER-09 @SLICE-07
    Scenario: An exit in doubt may still send, and be withdrawn
      Given so far the status of slice S-3 is in doubt
      When the law decides
      Then the status of order O-3 is in doubt
      And it is permitted to send an exit slice of order O-3 because of ORDER-09
      And it is permitted to withdraw order O-3 because of SLICE-07

    @SLICE-M5 @SLICE-04 @SLICE-05
    Scenario: It is cancelled, not replaced, and nothing else of the order is sent
      Given it is 2026-04-16 at 10:00:03
      When the law decides
      Then it is intended to cancel slice S-1
      And it is not proposed to replace slice S-1
      And it is not proposed to send a slice of order O-1

    @ORDER-M5
    Scenario: A working order comes into doubt
      Given so far the status of order O-1 is working
      And it is 2026-04-16 at 10:00:03
      When the law decides
      Then the status of order O-1 is in doubt

    @SLICE-M1 @ORDER-M1
    Scenario: The broker has it after all: the order works again
      Given so far the status of slice S-1 is in doubt
      And so far the status of order O-1 is in doubt
      And slice S-1 is acknowledged
      When the law decides
      Then the status of slice S-1 is acknowledged
      And the status of order O-1 is working
      And ORDER-M1 decides for order O-1

    @SLICE-M3 @SLICE-M4 @ORDER-M2
    Scenario Outline: The broker <has> it: the order waits for its next slice
      Given so far the status of slice S-1 is in doubt
      And so far the status of order O-1 is in doubt
      And slice S-1 is <what>
      When the law decides
      Then the status of slice S-1 is <what>
      And the status of order O-1 is waiting
      And ORDER-M2 decides for order O-1

      Examples:
        | has           | what      |
        | has cancelled | cancelled |
        | has refused   | rejected  |

  Rule: A clip that was cancelled or refused has failed; the next one is half, and after three more failures the order is given up

    Background:
      Given the facts of "facts/orders-working.yaml"

    @SLICE-M3 @SLICE-M4 @R-20
    Scenario Outline: The broker has <what> an acknowledged slice
      Given so far the status of slice S-1 is <before>
      And slice S-1 is <what>
      When the law decides
      Then the status of slice S-1 is <what>
      And <move> decides for slice S-1
      And <move> does not decide for slice S-3
      And the law records clip failed with:
        | clip | 50 |

      Examples:
        | before       | what      | move     |
        | sent         | cancelled | SLICE-M3 |
        | acknowledged | cancelled | SLICE-M3 |
        | sent         | rejected  | SLICE-M4 |
        | acknowledged | rejected  | SLICE-M4 |

    @SLICE-M2 @SLICE-M3
    Scenario: What is filled in the end has not failed
      Given slice S-1 is cancelled
      And the contracts filled of slice S-1 is 50
      When the law decides
      Then the status of slice S-1 is filled
      And the law records no clip failed

    @SLICE-01
    Scenario Outline: The broker says both: <both>
      Given slice S-1 is <one>
      And slice S-1 is <other>
      And the contracts filled of slice S-1 is <filled>
      When the law decides
      Then the status of slice S-1 is <status>
      And <moves> decides for slice S-1
      And <stays> does not decide for slice S-1

      Examples:
        | both                       | one          | other     | filled | status    | moves    | stays    |
        | it is refused and filled   | rejected     | rejected  | 50     | filled    | SLICE-M2 | SLICE-M4 |
        | it is cancelled and filled | cancelled    | cancelled | 50     | filled    | SLICE-M2 | SLICE-M3 |
        | it is refused, cancelled   | rejected     | cancelled | 0      | rejected  | SLICE-M4 | SLICE-M3 |
        | it is known and cancelled  | acknowledged | cancelled | 0      | cancelled | SLICE-M3 | SLICE-M1 |

    @ORDER-02 @ORDER-03 @R-20
    Scenario Outline: A clip of <before> failed
      Given so far the clip of order O-1 is <before>
      And slice S-1 is cancelled
      When the law decides
      Then the clip of order O-1 is <before>
      And ORDER-03 does not decide for order O-1
      Given it is 2026-04-16 at 10:00:01
      When the law decides
      Then the clip of order O-1 is <after>
      And the clips that failed of order O-1 is 1
      And ORDER-02 decides for order O-1
      And ORDER-02 does not decide for order O-3
      Given it is 2026-04-16 at 10:00:02
      When the law decides
      Then the clip of order O-1 is <after>

      Examples:
        | before | after |
        | 50     | 25    |
        | 25     | 12    |
        | 3      | 1     |
        | 2      | 1     |

    @ORDER-03 @R-20
    Scenario: A clip never falls below one contract, and grows no more
      Given so far the clip of order O-1 is 1
      And slice S-1 is cancelled
      When the law decides
      Then the clip of order O-1 is 1
      Given it is 2026-04-16 at 10:00:01
      When the law decides
      Then the clip of order O-1 is 1

    @ORDER-12 @R-20
    Scenario: A slice that was in doubt and turns out to be cancelled has failed now
      Given so far the status of slice S-1 is in doubt
      And slice S-1 is cancelled
      When the law decides
      Then order O-1 is losing a clip now

    @ORDER-03 @ORDER-06 @ORDER-12 @SLICE-M3 @SLICE-M4 @R-20
    Scenario Outline: A clip of 50 was <ended>: nothing is sent before that is counted, and then a slice of 25
      Given slice S-1 is <ended>
      When the law decides
      Then the status of order O-1 is waiting
      And order O-1 is losing a clip now
      And it is not proposed to send a slice of order O-1
      Given it is 2026-04-16 at 10:00:01
      When the law decides
      Then the clip of order O-1 is 25
      And order O-1 is not losing a clip now
      And ORDER-12 does not decide for order O-1
      And it is intended to send a slice of order O-1 with:
        | quantity | 25 contracts |

      Examples:
        | ended     |
        | cancelled |
        | rejected  |

    @ORDER-M4 @R-20
    Scenario Outline: <failures> clips of an order failed
      Given the facts of order O-1 are:
        | contracts filled | 30 |
      And there is no slice S-1
      And on Thursday 16 April 2026 at 9:50, a clip failed happened in order O-1 with:
        | clip | 50 |
      And on Thursday 16 April 2026 at 9:51, a clip failed happened in order O-1 with:
        | clip | 25 |
      And on Thursday 16 April 2026 at 9:52, a clip failed happened in order <third> with:
        | clip | 12 |
      And on Thursday 16 April 2026 at 9:53, a clip failed happened in order O-1 with:
        | clip | 6 |
      When the law decides
      Then the clips that failed of order O-1 is <failures>
      And the status of order O-1 is <status>
      And ORDER-M4 <decides> for order O-1

      Examples:
        | failures | third | status   | decides         |
        | 3        | O-3   | waiting  | does not decide |
        | 4        | O-1   | given up | decides         |

    @ORDER-M4 @R-20
    Scenario Outline: Four clips failed, and a fifth slice is <status>: the order works, and is not given up
      Given so far the status of slice S-1 is <status>
      And on Thursday 16 April 2026 at 9:50, a clip failed happened in order O-1 with:
        | clip | 50 |
      And on Thursday 16 April 2026 at 9:51, a clip failed happened in order O-1 with:
        | clip | 25 |
      And on Thursday 16 April 2026 at 9:52, a clip failed happened in order O-1 with:
        | clip | 12 |
      And on Thursday 16 April 2026 at 9:53, a clip failed happened in order O-1 with:
        | clip | 6 |
      When the law decides
      Then the clips that failed of order O-1 is 4
      And the status of order O-1 is working
      And ORDER-M4 does not decide for order O-1
      And the law records no order given up

      Examples:
        | status       |
        | sent         |
        | acknowledged |

    @ORDER-M4 @R-20
    Scenario: What is given up is recorded with what is not filled
      Given the contracts filled of order O-1 is 30
      And so far the status of slice S-1 is cancelled
      And on Thursday 16 April 2026 at 9:50, a clip failed happened in order O-1 with:
        | clip | 50 |
      And on Thursday 16 April 2026 at 9:51, a clip failed happened in order O-1 with:
        | clip | 25 |
      And on Thursday 16 April 2026 at 9:52, a clip failed happened in order O-1 with:
        | clip | 12 |
      And on Thursday 16 April 2026 at 9:53, a clip failed happened in order O-1 with:
        | clip | 6 |
      When the law decides
      Then the law records order given up with:
        | unfilled | 90 |
      And it is not proposed to send a slice of order O-1

    @SLICE-07
    Scenario Outline: A slice that is <status> may be cancelled though its order is over: <verdict>
      Given so far the status of order O-1 is cancelled
      And so far the status of slice S-1 is <status>
      When the law decides
      Then it is <verdict> to cancel slice S-1
      And SLICE-07 <decides> for order O-1

      Examples:
        | status       | verdict       | decides         |
        | sent         | permitted     | decides         |
        | acknowledged | permitted     | decides         |
        | in doubt     | permitted     | decides         |
        | filled       | not permitted | does not decide |
        | cancelled    | not permitted | does not decide |

    @ORDER-09 @SLICE-07
    Scenario: An exit that works may still send, and be withdrawn
      When the law decides
      Then the status of order O-3 is working
      And it is permitted to send an exit slice of order O-3 because of ORDER-09
      And it is permitted to withdraw order O-3 because of SLICE-07

    @ORDER-M4 @ORDER-M6
    Scenario: An order that was withdrawn after its last retry was cancelled, not given up
      Given there is no slice S-1
      And on Thursday 16 April 2026 at 9:50, a clip failed happened in order O-1 with:
        | clip | 50 |
      And on Thursday 16 April 2026 at 9:51, a clip failed happened in order O-1 with:
        | clip | 25 |
      And on Thursday 16 April 2026 at 9:52, a clip failed happened in order O-1 with:
        | clip | 12 |
      And on Thursday 16 April 2026 at 9:53, a clip failed happened in order O-1 with:
        | clip | 6 |
      And cancel order confirmed happens in order O-1
      When the law decides
      Then the status of order O-1 is cancelled

    @ORDER-M7
    Scenario Outline: It is <day>, and the put of order O-1 expired on Friday 17 April: <status>
      Given slice S-1 is cancelled
      And it is <day> at 00:00
      And the session is not open
      When the law decides
      Then the status of order O-1 is <status>
      And ORDER-M7 <decides> for order O-1

      Examples:
        | day                    | status    | decides         |
        | Friday 17 April 2026   | waiting   | does not decide |
        | Saturday 18 April 2026 | cancelled | decides         |

    @ORDER-M7
    Scenario Outline: A slice that is <slice> may be at the broker: its order is not over though the contract has expired
      Given slice S-1 <acknowledged> acknowledged
      And the known to broker of slice S-1 is <known>
      And it is Saturday 18 April 2026 at 00:00
      And the session is not open
      When the law decides
      Then the status of slice S-1 is <slice>
      And the status of order O-1 is <order>
      And ORDER-M7 does not decide for order O-1

      Examples:
        | slice        | acknowledged | known   | order    |
        | sent         | is not       | yes     | working  |
        | acknowledged | is           | yes     | working  |
        | in doubt     | is not       | unknown | in doubt |

    @ORDER-06 @ORDER-07
    Scenario Outline: The session <is> open, and the next slice is <sent>
      Given slice S-1 is cancelled
      And slice S-3 is cancelled
      And the session <is> open
      When the law decides
      Given it is 2026-04-16 at 10:00:01
      When the law decides
      Then it is <sent> to send a slice of order O-1
      And it is <sent> to send an exit slice of order O-3

      Examples: Nothing waits at the broker for the next opening
        | is     | sent         |
        | is     | intended     |
        | is not | not proposed |

    @ORDER-M6
    Scenario: An order that was withdrawn is over once nothing of it is at the broker
      Given cancel order confirmed happens in order O-1
      When the law decides
      Then the status of order O-1 is working
      And ORDER-M6 does not decide for order O-1
      Given slice S-1 is cancelled
      And it is 2026-04-16 at 10:00:01
      When the law decides
      Then the status of order O-1 is cancelled
      And the status of order O-3 is working
      And ORDER-M6 decides for order O-1

    @ORDER-M6
    Scenario Outline: An order was withdrawn while its slice is <slice>: it is not over yet
      Given so far the status of slice S-1 is <slice>
      And cancel order confirmed happens in order O-1
      When the law decides
      Then the status of slice S-1 is <slice>
      And the status of order O-1 is <order>
      And ORDER-M6 does not decide for order O-1

      Examples:
        | slice        | order    |
        | sent         | working  |
        | acknowledged | working  |
        | in doubt     | in doubt |

    @ORDER-M3 @ORDER-M6
    Scenario: An order that was withdrawn too late is filled
      Given cancel order confirmed happens in order O-1
      And there is no slice S-1
      And the contracts filled of order O-1 is 120
      When the law decides
      Then the status of order O-1 is filled

  Rule: The limit of an order is mid, and it accepts up to 5% worse; an exit of Level 3 takes the far side of the market every second

    Background:
      Given the facts of "facts/orders.yaml"

    @ORDER-04 @ORDER-05 @R-23 @R-25
    Scenario: What each order asks, and the worst that it accepts
      When the law decides
      Then the price of the next slice of order O-1 is $2.70
      And the worst price accepted of order O-1 is $2.57
      And the price of the next slice of order O-3 is $2.70
      And the worst price accepted of order O-3 is $2.83
      And the price of the next slice of order O-2 is $2.72
      And the worst price accepted of order O-2 is $2.72
      And ORDER-04 decides for order O-1
      And ORDER-05 decides for order O-1

    @ORDER-04 @ORDER-05 @R-23
    Scenario: An exit of Level 3 that sells takes the bid
      Given the side of order O-2 is short
      When the law decides
      Then the price of the next slice of order O-2 is $2.68
      And the worst price accepted of order O-2 is $2.68

    @ORDER-04 @ORDER-05
    Scenario: Mid lies between two ticks
      Given the ask of SPY-684-PUT is $2.73
      When the law decides
      Then the price of the next slice of order O-1 is $2.71
      And the price of the next slice of order O-3 is $2.70

    @ORDER-04 @ORDER-05 @ORDER-06
    Scenario: Nobody knows the ask: nothing is sent
      Given the ask of SPY-684-PUT is unknown
      When the law decides
      Then the price of the next slice of order O-1 is unknown
      And it is not intended to send a slice of order O-1
      And it is not intended to send an exit slice of order O-2
      And ORDER-04 does not decide for order O-1
      And ORDER-05 does not decide for order O-1
      And an alarm names ORDER-06 for order O-1

    @ORDER-07 @R-23
    Scenario: The slice of an exit of Level 3 is sent at the ask
      When the law decides
      Then it is intended to send an exit slice of order O-2 because of ORDER-07 and ORDER-09 with:
        | quantity | 7     |
        | limit    | $2.72 |

  Rule: The law sends its own orders; those of others only once it has accepted them, and exits always

    Background:
      Given the facts of "facts/orders.yaml"
      And the facts of order O-1 are:
        | origin      | external |
        | limit asked | $2.60    |

    @EXTERNAL-01 @EXTERNAL-02 @R-19
    Scenario: An external order is judged outside the windows and the bands
      Given it is Friday 17 April 2026 at 12:00
      And the feed delta of SPY-684-PUT is 0.7
      When the law decides
      Then it is permitted to accept an external order of order O-1 because of EXTERNAL-02
      And it is intended to accept an external order of order O-1 because of EXTERNAL-01 and EXTERNAL-02 with:
        | quantity | 120   |
        | limit    | $2.60 |
      And EXTERNAL-01 decides for order O-1
      And EXTERNAL-02 decides for order O-1

    @ORDER-08 @R-19
    Scenario: Nothing of it is sent before it is accepted
      When the law decides
      Then it is not intended to send a slice of order O-1
      And ORDER-08 does not decide for order O-1
      Given accept order confirmed happens in order O-1 with:
        | quantity | 120   |
        | limit    | $2.60 |
      And it is 2026-04-16 at 10:00:01
      When the law decides
      Then it is intended to send a slice of order O-1 because of ORDER-06 and ORDER-08
      And it is not proposed to accept an external order of order O-1

    @EXTERNAL-01
    Scenario: It is asked once, and again when the answer was no
      When the law decides
      Then it is proposed to accept an external order of order O-1
      Given it is 2026-04-16 at 10:00:01
      When the law decides
      Then it is not proposed to accept an external order of order O-1
      Given accept order rejected happens in order O-1 with:
        | quantity | 120   |
        | limit    | $2.60 |
      When the law decides
      Then it is proposed to accept an external order of order O-1

    @EXTERNAL-01 @EXTERNAL-02
    Scenario Outline: An order of <origin> needs no acceptance as an external one
      Given the origin of order O-1 is <origin>
      When the law decides
      Then it is not proposed to accept an external order of order O-1
      And it is not permitted to accept an external order of order O-1
      And EXTERNAL-01 does not decide for order O-1
      And EXTERNAL-02 does not decide for order O-1

      Examples:
        | origin   |
        | law      |
        | operator |

    @EXTERNAL-01
    Scenario: An external order that works already is not judged again
      Given so far the status of order O-1 is working
      And these slices:
        | slice | order | client id    | version | quantity | limit | contracts filled | last heard of             | acknowledged | cancelled | rejected | known to broker |
        | S-9   | O-1   | A-gen-0416-9 | 1       | 50       | $2.70 | 0                | 2026-04-16T10:00:00-04:00 | yes          | no        | no       | yes             |
      When the law decides
      Then it is not proposed to accept an external order of order O-1

    @ORDER-11 @R-19
    Scenario Outline: An external order <does> at <limit>, where 5% worse than mid is <worst>
      Given the facts of order O-1 are:
        | side        | <side>  |
        | limit asked | <limit> |
      When the law decides
      Then it is <verdict> to accept an external order of order O-1
      And ORDER-11 <decides> for order O-1

      Examples:
        | does  | side  | limit | worst | verdict      | decides         |
        | sells | short | $2.57 | $2.57 | intended     | does not decide |
        | sells | short | $2.56 | $2.57 | not intended | decides         |
        | buys  | long  | $2.83 | $2.83 | intended     | does not decide |
        | buys  | long  | $2.84 | $2.83 | not intended | decides         |
        | sells | short | $2.84 | $2.57 | intended     | does not decide |
        | buys  | long  | $2.56 | $2.83 | intended     | does not decide |

    @EXTERNAL-01 @EXTERNAL-02
    Scenario: An exit of somebody else needs no acceptance
      Given the facts of order O-3 are:
        | origin      | external |
        | limit asked | $2.70    |
      When the law decides
      Then it is not proposed to accept an external order of order O-3
      And it is not permitted to accept an external order of order O-3
      And it is not permitted to send a slice of order O-3
      And it is not permitted to send an exit slice of order O-1
      And it is intended to send an exit slice of order O-3

    @ORDER-06 @ORDER-07 @ORDER-08
    Scenario: An exit of the law is sent as an exit only
      Given the origin of order O-1 is law
      When the law decides
      Then it is not proposed to send a slice of order O-3
      And it is proposed to send a slice of order O-1
      And it is not proposed to send an exit slice of order O-1
      And it is not permitted to send a slice of order O-3

    @ORDER-08 @ORDER-09 @SLICE-07
    Scenario: Exits are sent whoever wants them, and may be withdrawn
      Given the origin of order O-3 is operator
      When the law decides
      Then it is intended to send an exit slice of order O-3 because of ORDER-07 and ORDER-09
      And it is permitted to withdraw order O-3 because of SLICE-07
      And ORDER-09 decides for order O-3
      Given the contracts filled of order O-3 is 7
      And it is 2026-04-16 at 10:00:01
      When the law decides
      Then it is not permitted to send an exit slice of order O-3
      And it is not permitted to withdraw order O-3
      And ORDER-09 does not decide for order O-3
      And SLICE-07 does not decide for order O-3

  Rule: Where an order was given up or refused, nothing new is ordered for five minutes

    Background: It is 10:00
      Given the facts of "facts/halt.yaml"

    @ORDER-13 @ORDER-14 @R-20 @R-96
    Scenario Outline: <event> happens to <subject>
      Given <event> happens in <subject>
      When the law decides
      Then NVDA in A com <com> waiting after an order was given up
      And NVDA in A rev <rev> waiting after an order was given up
      And SPX in A rev <spx> waiting after an order was given up
      And ORDER-14 <decides> for NVDA in A com

      Examples: Whatever opens something or leaves a long option; what closes has its own times
        | event                  | subject             | com    | rev    | spx    | decides         |
        | write_call.rejected    | A com/NVDA-197-CALL | is     | is not | is not | decides         |
        | buy_shares.rejected    | A com NVDA lots     | is     | is not | is not | decides         |
        | buy_leap.rejected      | A com/NVDA-250-LEAP | is     | is not | is not | decides         |
        | roll_leap.rejected     | P-LEAP              | is     | is not | is not | decides         |
        | sell_leap.rejected     | P-LEAP              | is     | is not | is not | decides         |
        | release_hedge.rejected | P-LEAP              | is     | is not | is not | decides         |
        | open_csp.rejected      | A rev/NVDA-185-PUT  | is not | is     | is not | does not decide |
        | buy_hedge.rejected     | A rev/SPX-5780-PUT  | is not | is not | is     | does not decide |
        | close.rejected         | P-PUT               | is not | is not | is not | does not decide |
        | roll.rejected          | P-PUT               | is not | is not | is not | does not decide |
        | write_call.confirmed   | A com/NVDA-197-CALL | is not | is not | is not | does not decide |

    @ORDER-13 @ORDER-14 @ORDER-15 @R-96
    Scenario Outline: A covered call on NVDA was given up at 10:00: at <time> it is <verdict> to <act>
      Given write_call.rejected happens in A com/NVDA-197-CALL
      When the law decides
      Given it is 2026-04-13 at <time>
      When the law decides
      Then it is <verdict> to <act>
      And ORDER-15 <decides> for NVDA in A com
      And ORDER-15 does not decide for NVDA in A rev
      And ORDER-15 does not decide for SPX in A com
      And the instant at which an order was last given up of NVDA in A com is 2026-04-13T10:00:00-04:00

      Examples: Up to five minutes, and at five minutes
        | time     | act                                            | verdict   | decides         |
        | 10:04:59 | write a covered call on NVDA-197-CALL in A com | forbidden | decides         |
        | 10:05    | write a covered call on NVDA-197-CALL in A com | permitted | does not decide |
        | 10:04:59 | buy shares of NVDA in A com                    | forbidden | decides         |
        | 10:05    | buy shares of NVDA in A com                    | permitted | does not decide |

    @ORDER-15 @R-96
    Scenario Outline: <event> happens: it is forbidden to <act>
      Given <event> happens in <subject>
      When the law decides
      Then it is forbidden to <act> because of ORDER-15

      Examples: What adds risk there
        | event              | subject             | act                                              |
        | open_csp.rejected  | A rev/NVDA-185-PUT  | open a cash-secured put on NVDA-185-PUT in A rev |
        | write_call.rejected | A com/NVDA-197-CALL | write a covered call on NVDA-197-CALL in A com   |
        | buy_shares.rejected | A com NVDA lots     | buy shares of NVDA in A com                      |
        | buy_leap.rejected  | A com/NVDA-250-LEAP | buy a LEAP on NVDA-250-LEAP in A com             |
        | buy_hedge.rejected | A rev/SPX-5780-PUT  | buy a hedge on SPX-5780-PUT in A rev             |
