Feature: §13 AI: it explains, alerts and suggests; it never trades, and overrides no rule

  Rule: AI never trades

    Background:
      Given the facts of "facts/state.yaml"

    @AI-01
    Scenario Outline: An order that adds risk, of <origin>
      Given these orders:
        | order | sleeve | contract    | origin   | side  | opens | urgent | quantity | filled | limit |
        | O-1   | A gen  | SPY-684-PUT | <origin> | short | yes   | no     | 10       | 0      | $2.70 |
      When the law decides
      Then AI-01 <decides> for order O-1
      And it is <accepted> to accept an external order O-1
      And it is <sent> to send a slice of O-1

      Examples:
        | origin   | decides         | accepted      | sent          |
        | ai       | decides         | forbidden     | forbidden     |
        | external | does not decide | permitted     | not permitted |
        | law      | does not decide | not permitted | permitted     |

    @AI-01
    Scenario Outline: An exit, of <origin>
      Given these orders:
        | order | sleeve | contract    | origin   | side | opens | urgent | quantity | filled |
        | O-1   | A gen  | SPY-684-PUT | <origin> | long | no    | no     | 10       | 0      |
      When the law decides
      Then AI-01 <decides> for order O-1
      And it is <verdict> to send an exit slice of O-1
      And it is permitted to withdraw order O-1

      Examples:
        | origin   | decides         | verdict   |
        | ai       | decides         | forbidden |
        | operator | does not decide | permitted |

  Rule: A suggestion is followed once a person has approved it, after it was recorded

    Background:
      Given the facts of "facts/governance.yaml"

    @AI-03 @AI-04
    Scenario: Recorded, then approved
      When the law decides
      Then it is not permitted to follow a suggestion S-1
      And AI-03 does not decide for suggestion S-1
      And AI-04 does not decide for suggestion S-1
      Given it is 10:01
      And suggestion_approved happens in S-1 with:
        | who | the strategist |
      When the law decides
      Then it is permitted to follow a suggestion S-1
      And AI-03 decides for suggestion S-1
      And AI-04 decides for suggestion S-1
      And the time of its record of suggestion S-1 is 2026-04-16T10:00:00-04:00

    @AI-03
    Scenario: Recorded, and nobody has approved it
      When the law decides
      Then it is not permitted to follow a suggestion S-1
      Given it is 10:01
      When the law decides
      Then it is not permitted to follow a suggestion S-1

    @AI-03
    Scenario Outline: Recorded at 10:00:00, approved at <time>
      Given on Thursday 16 April 2026 at 10:00:00, suggestion_shown happened in S-1
      And on Thursday 16 April 2026 at <time>, suggestion_approved happened in S-1 with:
        | who | the strategist |
      And it is 10:30
      When the law decides
      Then it is <verdict> to follow a suggestion S-1

      Examples:
        | time     | verdict       |
        | 10:00:00 | permitted     |
        | 09:59:59 | not permitted |

    @AI-04
    Scenario: Recorded twice, the first record counts
      Given on Thursday 16 April 2026 at 09:00, suggestion_shown happened in S-1
      And on Thursday 16 April 2026 at 09:30, suggestion_shown happened in S-1
      When the law decides
      Then the time of its record of suggestion S-1 is 2026-04-16T09:00:00-04:00

    @AI-02 @AI-03
    Scenario Outline: Approved, and <fact>
      Given on Thursday 16 April 2026 at 09:00, suggestion_shown happened in S-1
      And on Thursday 16 April 2026 at 09:30, suggestion_approved happened in S-1 with:
        | who | the strategist |
      And <fact>
      When the law decides
      Then it is <verdict> to follow a suggestion S-1
      And AI-02 <stops> for suggestion S-1

      Examples:
        | fact                                 | verdict       | stops           |
        | suggestion S-1 is not trading        | permitted     | does not decide |
        | suggestion S-1 is trading            | forbidden     | decides         |
        | the trading of S-1 is unknown        | forbidden     | decides         |
        | suggestion S-1 is overriding a rule  | forbidden     | decides         |
        | the overriding a rule of S-1 is unknown | forbidden  | decides         |
        | the form of S-1 is explanation       | not permitted | does not decide |
        | the form of S-1 is alert             | not permitted | does not decide |
        | the form of S-1 is unknown           | not permitted | does not decide |
