Feature: §2 Offers

  Background:
    Given the facts of "../facts/thursday.yaml"

  @OFFER-01
  Scenario: Products for another purpose, too small or too short are left out
    Given there are no applications
    And these applications:
      | application | customer | amount  | purpose | duration  | date of receipt | guaranteed |
      | 3001        | C-4      | $40,001 | car     | 48 months | 2026-04-16      | no         |
    When the law decides
    Then 2 offers are left out because "it is for another purpose"
    And 1 offer is left out because "the amount is too large for it"
    And no offers are left out because "it does not run so long"
    And the best offer of application 3001 is car-5

  @OFFER-01
  Scenario: A product that fits everybody is left out for nobody
    Given there are no applications
    And there is no product car-3
    And there is no product home-20
    And there is no product school
    And these applications:
      | application | customer | amount  | purpose | duration  | date of receipt | guaranteed |
      | 3001        | C-4      | $60,000 | car     | 60 months | 2026-04-16      | no         |
    When the law decides
    Then no offers are left out because "the amount is too large for it"
    And OFFER-01 does not decide for application 3001

  @OFFER-02
  Scenario: The lowest rate is the best offer
    When the law decides
    Then the best offer of application 1002 is car-3
    And the best offer of application 1001 is car-5

  @OFFER-02
  Scenario: Nothing is offered for an amount that no product reaches
    Given the amount of application 1001 is $60,000.01
    When the law decides
    Then the best offer of application 1001 is none
    And OFFER-02 does not decide for application 1001
    And it is not permitted to lend on application 1001 because of LEND-01
