Feature: §10 The report of the day

  The report is told at the close of the session, at 17:00 New York time.

  Background:
    Given the facts of "../facts/thursday.yaml"

  @REPORT-01
  Scenario Outline: At <time> the report of ANNA's day <decides>
    Given it is <time>
    When the law decides
    Then REPORT-01 <decides> for account ANNA

    Examples:
      | time     | decides         |
      | 16:59:59 | does not decide |
      | 17:00    | decides         |

  @REPORT-01
  Scenario: The report of a day is told once
    Given it is 17:00
    When the law decides
    Then REPORT-01 decides for account ANNA
    Given it is 17:00:30
    When the law decides
    Then REPORT-01 does not decide for account ANNA

  @SAFE-01
  Scenario: What is promised holds for every order
    When the law decides
    Then SAFE-01 decides for order A-2
    And no alarm names SAFE-01
