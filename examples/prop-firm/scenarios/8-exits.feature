Feature: §8 The weekend, and what has to be closed

  Background:
    Given the facts of "../facts/thursday.yaml"

  Rule: Nothing is held over a weekend

    @WEEKEND-01 @R-08
    Scenario Outline: On Thursday 16 April the next session is on <next>
      Given the next session is <next>
      When the law decides
      Then WEEKEND-01 <decides>

      Examples:
        | next       | decides         |
        | 2026-04-17 | does not decide |
        | 2026-04-18 | decides         |

    @WEEKEND-02 @WEEKEND-03 @EXIT-02 @EXIT-03
    Scenario Outline: Friday at <time>
      Given it is Friday 17 April 2026 at <time>
      And the next session is 2026-04-19
      When the law decides
      Then WEEKEND-02 <decides>
      And WEEKEND-03 <decides>
      And EXIT-02 <decides> for position A-1
      And EXIT-03 <decides> for position A-1
      And it is <verdict> to place the order A-2

      Examples:
        | time     | decides         | verdict   |
        | 16:44:59 | does not decide | permitted |
        | 16:45    | decides         | forbidden |

    @WEEKEND-02 @WEEKEND-03
    Scenario: On an ordinary Thursday positions may stay overnight
      Given it is 16:50
      When the law decides
      Then WEEKEND-02 does not decide
      And it is permitted to place the order A-2
      And it is not proposed to close the position A-1

    @WEEKEND-02 @R-08
    Scenario Outline: A session that ends early, at 13:00, before a holiday: <time>
      Given the next session is 2026-04-18
      And the close is 13:00
      And it is <time>
      When the law decides
      Then it is <proposed> to close the position A-1

      Examples:
        | time     | proposed     |
        | 12:44:59 | not proposed |
        | 12:45    | proposed     |

    @WEEKEND-03 @EXIT-03
    Scenario: When nobody knows the next session nothing is opened, and a person is told
      Given the next session is unknown
      And it is 16:50
      When the law decides
      Then it is forbidden to place the order A-2 because of WEEKEND-03
      And it is permitted to close the position A-1
      And it is not proposed to close the position A-1
      And an alarm names EXIT-03 for position A-1

    @EXIT-03
    Scenario: What the trader wants closed is closed, even if nobody knows the next session
      Given the next session is unknown
      And it is 16:50
      And the position A-1 is asked to be closed
      When the law decides
      Then it is intended to close the position A-1 with:
        | quantity | 2 contracts |

  Rule: What has to be closed is closed, once

    @EXIT-01
    Scenario Outline: The session is open: <open>
      Given the session open is <open>
      And the position A-1 is asked to be closed
      When the law decides
      Then EXIT-01 <decides> for position A-1
      And it is <intended> to close the position A-1

      Examples:
        | open | decides         | intended     |
        | yes  | decides         | intended     |
        | no   | does not decide | not intended |

    @EXIT-02 @EXIT-03
    Scenario: It is proposed once
      Given the position A-1 is asked to be closed
      When the law decides
      Then it is intended to close the position A-1
      And EXIT-03 decides for position A-1
      Given it is 10:00:01
      And close.sent happens in position A-1 with:
        | quantity | 2 contracts |
      When the law decides
      Then it is not intended to close the position A-1
      And EXIT-03 does not decide for position A-1

    @EXIT-03
    Scenario: It is proposed again when it was rejected
      Given the position A-1 is asked to be closed
      When the law decides
      Then it is intended to close the position A-1
      Given it is 10:00:02
      And close.rejected happens in position A-1 with:
        | quantity | 2 contracts |
      When the law decides
      Then it is intended to close the position A-1
