Feature: §7 News

  Background:
    Given the facts of "../facts/thursday.yaml"

  @NEWS-01 @R-07
  Scenario Outline: A release of high impact for CL at 10:30, and it is <time>
    Given it is <time>
    When the law decides
    Then it is <verdict> to place the order B-2
    And NEWS-01 <decides> for instrument CL
    And it is permitted to close the position B-1
    And it is permitted to place the order A-2

    Examples:
      | time     | verdict   | decides         |
      | 10:27:59 | permitted | does not decide |
      | 10:28:00 | forbidden | decides         |
      | 10:30:00 | forbidden | decides         |
      | 10:32:00 | forbidden | decides         |
      | 10:32:01 | permitted | does not decide |

  @NEWS-01
  Scenario Outline: A release of <impact> impact
    Given the impact of release HOMES-0416 is <impact>
    When the law decides
    Then it is <verdict> to place the order A-2
    And NEWS-01 <decides> for instrument ES

    Examples:
      | impact | verdict   | decides         |
      | high   | forbidden | decides         |
      | medium | permitted | does not decide |

  @NEWS-01
  Scenario: Of a release whose time is not known nobody knows when it is over
    Given the release time of release STOCKS-0416 is unknown
    When the law decides
    Then it is forbidden to place the order B-2 because of NEWS-01
    And it is permitted to place the order A-2

  @NEWS-02
  Scenario Outline: The calendar goes to <date>
    Given the covers through of the news calendar is <date>
    When the law decides
    Then it is <verdict> to place the order A-2
    And NEWS-02 <decides>

    Examples:
      | date       | verdict   | decides         |
      | 2026-04-16 | permitted | does not decide |
      | 2026-04-15 | forbidden | decides         |
      | unknown    | forbidden | decides         |

  @NEWS-01
  Scenario: A waiver lets one trader trade the news
    Given it is 10:30
    And a waiver suspends NEWS-01 for account BEN
    When the law decides
    Then it is permitted to place the order B-2
